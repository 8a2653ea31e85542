/** A row as a database gives it, by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>

/** Columns read with their types checked: what a database holds may not be what this version wrote. */

export function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw unexpected(column, 'text', value)
  return value
}

export function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column)
}

export function integer(row: Row, column: string): number {
  const value = row[column]
  if (typeof value !== 'number') throw unexpected(column, 'an integer', value)
  return value
}

export function integerOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : integer(row, column)
}

export function numberOrNull(row: Row, column: string): number | null {
  const value = row[column]
  if (value !== null && typeof value !== 'number') throw unexpected(column, 'a number', value)
  return value
}

export function bytes(row: Row, column: string): Uint8Array {
  const value = row[column]
  if (!(value instanceof Uint8Array)) throw unexpected(column, 'bytes', value)
  return value
}

export function bytesOrNull(row: Row, column: string): Uint8Array | null {
  return row[column] === null ? null : bytes(row, column)
}

export function oneOf<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const value = row[column]
  const word = words.find((candidate) => candidate === value)
  if (word === undefined) throw unexpected(column, `one of ${words.join(', ')}`, value)
  return word
}

export function oneOfOrNull<Word extends string>(
  row: Row,
  column: string,
  words: readonly Word[],
): Word | null {
  return row[column] === null ? null : oneOf(row, column, words)
}

function unexpected(column: string, expected: string, value: unknown): Error {
  return new Error(`column ${column} holds ${String(value)} where ${expected} belongs`)
}
