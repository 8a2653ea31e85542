import type { Endpoint } from './endpoint.ts'

/** How an endpoint is, in the order in which operators want to see them. */
export const healths = ['failing', 'disabled', 'paused', 'healthy'] as const

export type Health = (typeof healths)[number]

/** `disabled` comes before `failing` (no attempt has succeeded since one failed), and that before `paused`. */
export function healthOf(
  { state, failingSince, pausedUntil }: Pick<Endpoint, 'state' | 'failingSince' | 'pausedUntil'>,
  now: number,
): Health {
  if (state === 'disabled') return 'disabled'
  if (failingSince !== null) return 'failing'
  return pausedUntil !== null && pausedUntil > now ? 'paused' : 'healthy'
}
