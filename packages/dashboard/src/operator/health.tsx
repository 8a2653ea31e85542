import type { View } from '../api/client.ts'
import { Badge } from '../parts/badge.tsx'
import type { Tone } from '../parts/notice.tsx'
import { spanInWords, Time } from '../parts/time.tsx'
import { isPaused, isWithoutEnd } from './pause.ts'

export type OperatorEndpoint = View<'OperatorWebhookEndpoint'>
export type Health = OperatorEndpoint['health']

/** What needs somebody comes first. */
export const healths = ['failing', 'disabled', 'paused', 'healthy'] as const satisfies readonly Health[]

export const healthWords: Readonly<Record<Health, string>> = {
  failing: 'Failing',
  disabled: 'Disabled',
  paused: 'Paused',
  healthy: 'Healthy',
}

const tones: Readonly<Record<Health, Tone>> = {
  failing: 'bad',
  disabled: 'plain',
  paused: 'warn',
  healthy: 'good',
}

export function HealthBadge({ health }: { health: Health }) {
  return <Badge tone={tones[health]}>{healthWords[health]}</Badge>
}

const disabledWords = {
  gone: 'The receiver answered 410: it is gone.',
  failing: 'Every attempt had failed for too long.',
  by_request: 'Disabled on request.',
} as const

/** Why an endpoint is as it is; nothing of one that is well. */
export function HealthReason({ endpoint }: { endpoint: OperatorEndpoint }) {
  const { health, failingSince, disabledReason, pausedUntil } = endpoint
  return (
    <>
      {health === 'disabled' && (
        <span>{disabledReason === null ? 'Disabled.' : disabledWords[disabledReason]} </span>
      )}
      {failingSince !== null && (
        <span>
          Nothing succeeded since <Time at={failingSince} /> ({ageInWords(failingSince)}).{' '}
        </span>
      )}
      {health !== 'disabled' && pausedUntil !== null && isPaused(endpoint) && (
        <span>
          Paused{' '}
          {isWithoutEnd(pausedUntil) ? (
            'until resumed'
          ) : (
            <>
              until <Time at={pausedUntil} />
            </>
          )}
          .
        </span>
      )}
    </>
  )
}

/** How long ago that was: `5 min 20 s`. */
export function ageInWords(at: string, now = Date.now()): string {
  return spanInWords(Math.max(0, (now - Date.parse(at)) / 1_000))
}
