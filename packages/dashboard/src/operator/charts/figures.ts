/** What the charts draw, and what they say in words, of attempts over time. */

export interface Point {
  at: string
  attempts: number
  succeeded: number
  failed: number
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
}

/** One a minute, of a count in one step. `nowMs` matters for the last step, which has not ended yet. */
export function perMinute(count: number, at: string, stepSeconds: number, nowMs: number): number {
  const elapsedMs = Math.min(stepSeconds * 1_000, nowMs - Date.parse(at))
  return count / Math.max(1, elapsedMs / 60_000)
}

/** From 0 to 1; null where there was no attempt. */
export function successRate({ attempts, succeeded }: Pick<Point, 'attempts' | 'succeeded'>): number | null {
  return attempts === 0 ? null : succeeded / attempts
}

export function countText(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })
}

/** Rounded down where it is not all, so that 100 % means every one. */
export function rateText(rate: number): string {
  const tenths = Math.floor(rate * 1_000) / 10
  return `${tenths} %`
}

export function durationText(ms: number): string {
  if (ms < 1_000) return `${ms < 10 ? Number(ms.toFixed(1)) : Math.round(ms)} ms`
  return `${Number((ms / 1_000).toFixed(ms < 10_000 ? 1 : 0))} s`
}

/** What a chart of attempts shows, for those who do not see it. */
export function attemptsSummary(
  points: readonly Point[],
  words: string,
  timeText: (at: string) => string,
): string {
  const total = points.reduce((sum, { attempts }) => sum + attempts, 0)
  const failed = points.reduce((sum, point) => sum + point.failed, 0)
  if (total === 0) return `No attempt in ${words}.`
  const most = points.reduce((best, point) => (point.attempts > best.attempts ? point : best))
  return `${countText(total)} ${total === 1 ? 'attempt' : 'attempts'} in ${words}, ${countText(failed)} failed. Most at ${timeText(most.at)}.`
}

export function successSummary(
  points: readonly Point[],
  words: string,
  timeText: (at: string) => string,
): string {
  const attempts = points.reduce((sum, point) => sum + point.attempts, 0)
  const succeeded = points.reduce((sum, point) => sum + point.succeeded, 0)
  const rate = successRate({ attempts, succeeded })
  if (rate === null) return `No attempt in ${words}.`
  const told = `${rateText(rate)} of attempts succeeded in ${words}.`
  if (rate === 1) return told
  const worst = points.reduce((least, point) =>
    (successRate(point) ?? 2) < (successRate(least) ?? 2) ? point : least,
  )
  return `${told} Lowest at ${timeText(worst.at)}: ${rateText(successRate(worst) ?? 0)}.`
}

export function latencySummary(
  { p50Ms, p95Ms, p99Ms }: Pick<Point, 'p50Ms' | 'p95Ms' | 'p99Ms'>,
  words: string,
): string {
  if (p50Ms === null || p95Ms === null || p99Ms === null) return `No attempt in ${words}.`
  return `In ${words} half of the attempts took at most ${durationText(p50Ms)}, 95 % at most ${durationText(p95Ms)}, 99 % at most ${durationText(p99Ms)}.`
}
