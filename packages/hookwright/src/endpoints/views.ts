import { z } from 'zod'

import { outcomes } from '../delivery/outcome.ts'
import { deliveryStates } from '../delivery/state.ts'
import { replayKinds, replayStates } from '../store/store.ts'
import type { Attempt, Delivery, Message, Replay } from '../store/store.ts'
import { disabledReasons, endpointKinds, signings } from './endpoint.ts'
import type { RegisteredEndpoint } from './registry.ts'

/**
 * What the management API shows; secrets only in `EndpointWithSecretView`. The components are named `Webhook…`,
 * since an API of one's own may well have a `Message` or a `Delivery`.
 */

const instant = () => z.iso.datetime()

export const signingSchema = z.enum(signings)

export const EventTypeView = z
  .object({
    name: z.string(),
    summary: z.string(),
    description: z.string().nullable(),
    deprecated: z.boolean(),
  })
  .meta({ id: 'WebhookEventType', description: 'A declared webhook that an endpoint can ask for.' })

const policyView = {
  channels: z.array(z.string()).meta({
    description: 'It gets only messages sent on one of these; empty means every message.',
  }),
  ratePerSecond: z.number().nullable().meta({ description: 'Attempts a second at most; null for no limit.' }),
  concurrency: z
    .int()
    .nullable()
    .meta({ description: 'Attempts under way at once at most; null for no limit.' }),
  ordered: z.boolean().meta({
    description:
      'One message at a time, in order. One that fails is tried until it succeeds or is canceled; the rest wait.',
  }),
  timeoutMs: z.int().nullable().meta({ description: 'Milliseconds for one attempt; null for the default.' }),
}

const ownHeaders = z.record(z.string(), z.string()).meta({
  description: 'Headers of its own, sent with each request: `authorization`, and names that begin with `x-`.',
})

export const EndpointView = z
  .object({
    id: z.string(),
    tenant: z.string(),
    kind: z.enum(endpointKinds).exclude(['callback_secret']).meta({
      description:
        '`registered`: by the tenant or for it. `callback`: made for the callbacks to one URL, with its own pauses and failures.',
    }),
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(z.string()).meta({
      description:
        'Event types it wants: names, or `orders.*` for all below a prefix; empty means every one.',
    }),
    signing: signingSchema.meta({
      description: '`v1`: HMAC-SHA256 with the secret. `v1a`: Ed25519, verified with `publicKey`.',
    }),
    publicKey: z
      .string()
      .nullable()
      .meta({ description: 'With `v1a`, what to verify each request with; it is no secret. Else null.' }),
    state: z.enum(['enabled', 'disabled']),
    ...policyView,
    headerNames: z
      .array(z.string())
      .meta({ description: 'The names of its own headers; their values are not shown.' }),
    disabledReason: z.enum(disabledReasons).nullable().meta({
      description: '`gone`: the receiver answered 410. `failing`: every attempt failed for too long.',
    }),
    pausedUntil: instant()
      .nullable()
      .meta({ description: 'Nothing is sent before: the receiver asked for it, or somebody by request.' }),
    failingSince: instant()
      .nullable()
      .meta({ description: 'When the first attempt failed since one succeeded.' }),
    createdAt: instant(),
    updatedAt: instant(),
  })
  .meta({ id: 'WebhookEndpoint', description: 'A URL, and the event types that are sent to it.' })

export const EndpointWithSecretView = EndpointView.extend({
  secret: z.string().nullable().meta({
    description:
      'Keep it: it is never shown again. Verify each request with it. Null with `v1a`: use `publicKey`.',
  }),
}).meta({ id: 'WebhookEndpointWithSecret' })

export const NewEndpointBody = z
  .object({
    url: z.url().max(2000),
    eventTypes: z
      .array(z.string())
      .max(500)
      .default([])
      .meta({ description: 'Names, or `orders.*` for all below a prefix. Empty means every one.' }),
    description: z.string().max(1000).default(''),
    signing: signingSchema.default('v1').meta({ description: 'Which version of signature it gets.' }),
    channels: policyView.channels.default([]),
    ratePerSecond: policyView.ratePerSecond.default(null),
    concurrency: policyView.concurrency.default(null),
    ordered: policyView.ordered.default(false),
    timeoutMs: policyView.timeoutMs.default(null),
    headers: ownHeaders.default({}),
  })
  .meta({ id: 'NewWebhookEndpoint' })

export const EndpointChangeBody = z
  .object({
    url: z.url().max(2000).optional(),
    eventTypes: z.array(z.string()).max(500).optional(),
    description: z.string().max(1000).optional(),
    state: z
      .enum(['enabled', 'disabled'])
      .optional()
      .meta({ description: 'Disabling cancels what is still to be delivered.' }),
    pausedUntil: z.iso
      .datetime({ offset: true })
      .nullable()
      .optional()
      .meta({ description: 'Nothing is sent before; what is to be delivered waits. Null ends a pause.' }),
    ...z.object(policyView).partial().shape,
    headers: ownHeaders.nullable().optional().meta({ description: 'All of them anew; null for none.' }),
  })
  .meta({ id: 'WebhookEndpointChange', description: 'What is left out stays as it is.' })

export const TestEventBody = z.object({ eventType: z.string() }).meta({ id: 'WebhookTest' })

export const SentView = z
  .object({
    messageId: z.string(),
    deliveries: z.int().meta({ description: 'How many endpoints it goes to.' }),
    duplicate: z.boolean(),
  })
  .meta({ id: 'SentWebhook' })

const requestHeaders = z.record(z.string(), z.string()).meta({
  description:
    'As it was sent, but for the values of its own headers, which may be secrets: they are left empty. The signature is what the secrets of the endpoint make of it now.',
})

export const AttemptView = z
  .object({
    number: z.int().meta({ description: 'Counted from 1.' }),
    startedAt: instant(),
    durationMs: z.number(),
    outcome: z.enum(outcomes),
    status: z.int().nullable().meta({ description: 'The HTTP status; null where no response came.' }),
    error: z.string().nullable().meta({ description: 'What went wrong; null when it succeeded.' }),
    responseBody: z.string().nullable().meta({ description: 'The start of what the receiver answered.' }),
    requestHeaders: requestHeaders
      .nullable()
      .meta({ description: 'Null where nothing was sent, and once they can no longer be told.' }),
  })
  .meta({ id: 'WebhookAttempt', description: 'One HTTP exchange of a delivery.' })

export const DeliveryView = z
  .object({
    id: z.string(),
    messageId: z.string(),
    endpointId: z.string(),
    eventType: z.string(),
    state: z.enum(deliveryStates),
    attempts: z.int(),
    nextAttemptAt: instant().nullable(),
    lastOutcome: z.enum(outcomes).nullable(),
    createdAt: instant(),
    finishedAt: instant().nullable(),
    replayId: z.string().nullable().meta({ description: 'The replay that made it, or null.' }),
  })
  .meta({ id: 'WebhookDelivery', description: 'One message on its way to one endpoint.' })

export const DeliveryWithAttemptsView = DeliveryView.extend({ attemptLog: z.array(AttemptView) }).meta({
  id: 'WebhookDeliveryWithAttempts',
})

export const MessageView = z
  .object({
    id: z.string(),
    eventType: z.string(),
    contentType: z.string(),
    channels: z.array(z.string()).meta({ description: 'The channels it was sent on.' }),
    body: z
      .string()
      .nullable()
      .meta({ description: 'Exactly what is signed and sent; null once it is no longer kept.' }),
    idempotencyKey: z.string().nullable(),
    createdAt: instant(),
  })
  .meta({ id: 'WebhookMessage', description: 'One event that was sent.' })

export const NewReplayBody = z
  .object({
    kind: z.enum(replayKinds).meta({
      description:
        '`failed`: what failed or was canceled and has not succeeded since. `missed`: what was sent while the endpoint did not exist or was disabled, of the event types it wants now.',
    }),
    since: z.iso.datetime({ offset: true }).meta({ description: 'What was sent then or later.' }),
    until: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'And not after that. Default: now.' }),
  })
  .meta({ id: 'NewWebhookReplay' })

export const ReplayView = z
  .object({
    id: z.string(),
    endpointId: z.string(),
    kind: z.enum(replayKinds),
    since: instant(),
    until: instant(),
    state: z.enum(replayStates),
    scanned: z.int().meta({ description: 'Deliveries (`failed`) or messages (`missed`) looked at so far.' }),
    created: z.int().meta({ description: 'Deliveries made so far.' }),
    progress: z.number().meta({ description: 'How much of its time it has gone through, from 0 to 1.' }),
    createdAt: instant(),
    finishedAt: instant().nullable(),
  })
  .meta({ id: 'WebhookReplay', description: 'Old messages that are delivered to an endpoint again.' })

export function replayView(replay: Replay): z.input<typeof ReplayView> {
  const { tenant: _tenant, since, until, reachedAt: _reachedAt, createdAt, finishedAt, ...shown } = replay
  return {
    ...shown,
    progress: progressOf(replay),
    since: iso(since),
    until: iso(until),
    createdAt: iso(createdAt),
    finishedAt: isoOrNull(finishedAt),
  }
}

/** Of one that was canceled, how far it got. */
function progressOf({ state, since, until, reachedAt }: Replay): number {
  if (state === 'done') return 1
  const share = (reachedAt - since) / Math.max(until - since, 1)
  return Math.min(Math.max(share, 0), 1)
}

export function endpointView(endpoint: RegisteredEndpoint): z.input<typeof EndpointView> {
  const { eventTypes, channels, headerNames, pausedUntil, failingSince, createdAt, updatedAt, ...shown } =
    endpoint
  return {
    ...shown,
    eventTypes: [...eventTypes],
    channels: [...channels],
    headerNames: [...headerNames],
    pausedUntil: isoOrNull(pausedUntil),
    failingSince: isoOrNull(failingSince),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}

export function deliveryView(delivery: Delivery): z.input<typeof DeliveryView> {
  const { tenant: _tenant, dueAt, createdAt, finishedAt, ...shown } = delivery
  return {
    ...shown,
    nextAttemptAt: isoOrNull(dueAt),
    createdAt: iso(createdAt),
    finishedAt: isoOrNull(finishedAt),
  }
}

export function attemptView(
  attempt: Attempt,
  sentHeaders: z.input<typeof requestHeaders> | null,
): z.input<typeof AttemptView> {
  const { startedAt, responseBody, ...shown } = attempt
  return {
    ...shown,
    startedAt: iso(startedAt),
    responseBody: responseBody && text(responseBody),
    requestHeaders: sentHeaders,
  }
}

export function messageView(message: Message): z.input<typeof MessageView> {
  const { tenant: _tenant, body, channels, createdAt, ...shown } = message
  return { ...shown, channels: [...channels], body: body && text(body), createdAt: iso(createdAt) }
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs)
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes)
}
