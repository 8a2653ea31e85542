import type { ReactNode } from 'react'

export interface Column<Row> {
  heading: string
  cell: (row: Row) => ReactNode
  /** Numbers stand to the right. */
  isNumber?: boolean
}

/** The first column names its row. On a narrow screen rows become blocks, unless `narrow` lets the table scroll. */
export function Table<Row>({
  label,
  rows,
  columns,
  rowKey,
  narrow = 'stack',
}: {
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  narrow?: 'stack' | 'scroll'
}) {
  return (
    <div
      className="table-frame"
      {...(narrow === 'scroll' && { tabIndex: 0, role: 'region', 'aria-label': label })}
    >
      <table className="table" data-narrow={narrow} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ heading, isNumber }) => (
              <th key={heading} scope="col" className={isNumber ? 'number' : undefined}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ heading, cell, isNumber }, index) =>
                index === 0 ? (
                  <th key={heading} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={heading} className={isNumber ? 'number' : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
