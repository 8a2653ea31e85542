import type { ReactNode } from 'react'

import type { View } from '../api/client.ts'
import type { Tone } from './notice.tsx'

export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className="badge" data-tone={tone}>
      {children}
    </span>
  )
}

type DeliveryState = View<'WebhookDelivery'>['state']

const deliveryTones: Readonly<Record<DeliveryState, Tone>> = {
  pending: 'info',
  leased: 'info',
  succeeded: 'good',
  failed: 'bad',
  canceled: 'plain',
}

export const deliveryStateWords: Readonly<Record<DeliveryState, string>> = {
  pending: 'Pending',
  leased: 'Under way',
  succeeded: 'Succeeded',
  failed: 'Failed',
  canceled: 'Canceled',
}

/** The state of a delivery; one that waits after an attempt is said to be retried. */
export function StateBadge({ state, attempts = 0 }: { state: DeliveryState; attempts?: number }) {
  if (state === 'pending' && attempts > 0) return <Badge tone="warn">Retrying</Badge>
  return <Badge tone={deliveryTones[state]}>{deliveryStateWords[state]}</Badge>
}

/** How an endpoint is, in one word. */
export function EndpointBadge({
  endpoint,
}: {
  endpoint: Pick<View<'WebhookEndpoint'>, 'state' | 'failingSince' | 'pausedUntil'>
}) {
  const { state, failingSince, pausedUntil } = endpoint
  if (state === 'disabled') return <Badge tone="plain">Disabled</Badge>
  if (failingSince !== null) return <Badge tone="bad">Failing</Badge>
  if (pausedUntil !== null && Date.parse(pausedUntil) > Date.now()) return <Badge tone="warn">Paused</Badge>
  return <Badge tone="good">Enabled</Badge>
}
