/** How far back the charts look, and how long one step of them is. */
export const ranges = {
  '1h': { label: '1 h', words: 'the last hour', seconds: 3_600, stepSeconds: 60 },
  '6h': { label: '6 h', words: 'the last 6 hours', seconds: 21_600, stepSeconds: 300 },
  '24h': { label: '24 h', words: 'the last 24 hours', seconds: 86_400, stepSeconds: 900 },
  '7d': { label: '7 d', words: 'the last 7 days', seconds: 604_800, stepSeconds: 7_200 },
} as const satisfies Record<string, Range>

export interface Range {
  label: string
  words: string
  seconds: number
  stepSeconds: number
}

export type RangeName = keyof typeof ranges

export const rangeNames = ['1h', '6h', '24h', '7d'] as const satisfies readonly RangeName[]

/** The range that an address names, or an hour. */
export function rangeNamed(name: unknown): RangeName {
  return rangeNames.find((known) => known === name) ?? '1h'
}
