/** Lines with their columns below each other, two spaces apart; the last column may be of any length. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  }
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Names and values below each other, those without a value left out. */
export function fields(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const shown = Object.entries(values).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  )
  return table(shown.map(([name, value]) => [name, String(value)]))
}
