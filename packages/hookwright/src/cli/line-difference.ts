import { diff } from 'node:util'

/** Lines before and after a change that show where it is. */
const around = 2

/**
 * Where two texts differ, as `diff` shows it: lines that begin with `-` are only in the older, with `+` only in the
 * newer. At most `most` lines; the last then says how many more there are.
 */
export function lineDifference(older: string, newer: string, most: number): string {
  const changes = diff(older.split('\n'), newer.split('\n'))
  const isNear = (index: number) =>
    changes.slice(Math.max(0, index - around), index + around + 1).some(([kind]) => kind !== 0)
  const lines: string[] = []
  let wasNear = true
  for (const [index, [kind, line]] of changes.entries()) {
    const near = isNear(index)
    if (near && !wasNear) lines.push('  …')
    if (near) lines.push(`${marks[kind]} ${line}`)
    wasNear = near
  }
  const hidden = lines.length - most
  return [...lines.slice(0, most), ...(hidden > 0 ? [`  and ${hidden} more lines`] : [])].join('\n')
}

const marks = { '-1': '+', 0: ' ', 1: '-' } as const
