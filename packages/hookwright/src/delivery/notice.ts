import { z } from 'zod'

import { disabledReasons } from '../endpoints/endpoint.ts'
import { newId } from '../id.ts'
import type { AttemptRecord, ClaimedDelivery, NewMessage } from '../store/store.ts'
import { outcomes } from './outcome.ts'

/** What operators and subscribers are told of the delivery itself: in code, and as webhooks. */

const attempt = z
  .object({
    number: z.int().meta({ description: 'Counted from 1.' }),
    outcome: z.enum(outcomes),
    status: z.int().nullable().meta({ description: 'The HTTP status; null where no response came.' }),
    error: z.string().nullable(),
  })
  .meta({ id: 'WebhookLastAttempt', description: 'The attempt that brought it about.' })

const about = {
  messageId: z.string(),
  deliveryId: z.string(),
  eventType: z.string().meta({ description: 'Of the message that was being delivered.' }),
  endpointId: z.string(),
  url: z.string(),
  lastAttempt: attempt,
}

export const EndpointDisabledBody = z
  .object({
    type: z.literal('endpoint.disabled'),
    timestamp: z.iso.datetime(),
    data: z.object({
      ...about,
      reason: z.enum(disabledReasons).exclude(['by_request']).meta({
        description: '`gone`: the receiver answered 410. `failing`: every attempt failed for too long.',
      }),
      failingSince: z.iso
        .datetime()
        .nullable()
        .meta({ description: 'When the first attempt failed since one succeeded.' }),
    }),
  })
  .meta({ id: 'WebhookEndpointDisabled' })

export const MessageExhaustedBody = z
  .object({
    type: z.literal('message.exhausted'),
    timestamp: z.iso.datetime(),
    data: z.object({
      ...about,
      nextAttemptAt: z.iso.datetime().nullable().meta({
        description:
          'Null where there is none. An endpoint in order is tried on, so that nothing overtakes it.',
      }),
    }),
  })
  .meta({ id: 'WebhookMessageExhausted' })

/** An endpoint was disabled by what its receiver answered, or failed to. Times are ISO 8601 in UTC. */
export type EndpointDisabled = z.output<typeof EndpointDisabledBody>['data'] & { tenant: string }

/** The attempts of a delivery are spent. Times are ISO 8601 in UTC. */
export type MessageExhausted = z.output<typeof MessageExhaustedBody>['data'] & { tenant: string }

const noticeTypes: ReadonlySet<string> = new Set([
  EndpointDisabledBody.shape.type.value,
  MessageExhaustedBody.shape.type.value,
])

type Judged = Pick<AttemptRecord, 'attempt' | 'next' | 'endpoint' | 'health'>

/** What an attempt gives occasion to tell, should it be recorded; null where nothing. */
export interface Occasion {
  disabled: EndpointDisabled | null
  exhausted: MessageExhausted | null
}

const noOccasion: Occasion = { disabled: null, exhausted: null }

/** `isExhausted` says whether this was the last attempt of the schedule. */
export function occasionOf(delivery: ClaimedDelivery, judged: Judged, isExhausted: boolean): Occasion {
  const { endpoint, attempt: made, next } = judged
  const reason = endpoint && 'disable' in endpoint ? endpoint.disable : null
  if (reason === null && !isExhausted) return noOccasion
  const data = {
    tenant: delivery.tenant,
    messageId: delivery.messageId,
    deliveryId: delivery.id,
    eventType: delivery.eventType,
    endpointId: delivery.endpoint.id,
    url: delivery.endpoint.url,
    lastAttempt: { number: made.number, outcome: made.outcome, status: made.status, error: made.error },
  }
  const { failingSince } = delivery.endpoint
  return {
    disabled:
      reason === null
        ? null
        : { ...data, reason, failingSince: failingSince === null ? null : iso(failingSince) },
    exhausted: isExhausted
      ? { ...data, nextAttemptAt: next.state === 'pending' ? iso(next.dueAt) : null }
      : null,
  }
}

/** The messages that tell of it. Of a notice's own delivery nothing is told: it would be told of for ever. */
export function noticesOf(
  delivery: ClaimedDelivery,
  occasion: Occasion,
  now: number,
): AttemptRecord['notices'] {
  const { disabled, exhausted } = occasion
  if (!disabled && !exhausted) return noNotices
  const isNotice = noticeTypes.has(delivery.eventType)
  return {
    disabled: disabled && message('endpoint.disabled', disabled, delivery, now),
    exhausted: exhausted && !isNotice ? message('message.exhausted', exhausted, delivery, now) : null,
  }
}

export const noNotices: AttemptRecord['notices'] = { disabled: null, exhausted: null }

function message(
  eventType: 'endpoint.disabled' | 'message.exhausted',
  { tenant, ...data }: EndpointDisabled | MessageExhausted,
  { traceContext }: ClaimedDelivery,
  now: number,
): NewMessage {
  const body = JSON.stringify({ type: eventType, timestamp: iso(now), data })
  return {
    tenant,
    id: newId('msg', now),
    eventType,
    contentType: 'application/json',
    body: new TextEncoder().encode(body),
    channels: [],
    idempotencyKey: null,
    createdAt: now,
    endpointIds: null,
    callback: null,
    dueAt: now,
    retryScheduleMs: null,
    traceContext,
  }
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
