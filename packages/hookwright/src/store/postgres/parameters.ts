/**
 * A column of a batch as one parameter: an array that the statement unnests. Written here, because `pg` takes
 * several times as long over it, value by value.
 */
export function column(values: readonly (string | number | null)[]): unknown {
  const json = JSON.stringify(values)
  // But for its brackets, an array is written in JSON as it is in PostgreSQL, unless something is escaped.
  return json.includes('\\') ? values : `{${json.slice(1, -1)}}`
}

/** Many byte strings as one parameter: sent as they are, where an array of them would be spelt in hexadecimal. */
export interface Packed {
  bytes: Buffer
  /** Where each begins, counted from 1 as SQL does. */
  from: number[]
  /** Null for those that are null. */
  length: (number | null)[]
}

export function pack(parts: readonly (Uint8Array | null)[]): Packed {
  const from: number[] = []
  let end = 0
  for (const part of parts) {
    from.push(end + 1)
    end += part?.byteLength ?? 0
  }
  return {
    bytes: Buffer.concat(parts.filter((part) => part !== null)),
    from,
    length: parts.map((part) => part?.byteLength ?? null),
  }
}
