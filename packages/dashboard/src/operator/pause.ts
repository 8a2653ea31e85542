/** How long an operator may have an endpoint wait. */

/** As late as the API can say: until somebody resumes it. */
const untilResumed = '9999-12-31T00:00:00.000Z'

export const pauses = [
  { label: 'For 15 minutes', ms: 900_000 },
  { label: 'For an hour', ms: 3_600_000 },
  { label: 'For a day', ms: 86_400_000 },
  { label: 'Until resumed', ms: null },
] as const

export function endOfPause(ms: number | null, nowMs: number): string {
  return ms === null ? untilResumed : new Date(nowMs + ms).toISOString()
}

export function isPaused({ pausedUntil }: { pausedUntil: string | null }): boolean {
  return pausedUntil !== null && Date.parse(pausedUntil) > Date.now()
}

/** Whether a pause has no end that anybody set. */
export function isWithoutEnd(pausedUntil: string): boolean {
  return Date.parse(pausedUntil) >= Date.parse(untilResumed)
}
