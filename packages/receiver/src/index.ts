/**
 * Receive webhooks: verify Standard Webhooks 1.0 signatures and dispatch typed events. Needs only what
 * every fetch runtime has (Web Crypto, `Request`, `Response`). For node:http, Express and Fastify there
 * is `@hookwright/receiver/node`; for senders that publish their keys, `@hookwright/receiver/keys`; for
 * GitHub, Shopify, Slack and Stripe, `@hookwright/receiver/presets`.
 */
export { createReceiver } from './receive.ts'
export type { Receiver, ReceiverOptions } from './receive.ts'
export type {
  AnyEvents,
  EventTypes,
  WebhookEvent,
  WebhookEventOf,
  WebhookHandler,
  WebhookHandlers,
} from './events.ts'

export { gone, later } from './answers.ts'
export { memorySeen } from './seen.ts'
export type { MemorySeenOptions, SeenState, SeenStore } from './seen.ts'
export type { OpenedRequest, Scheme, SecretSource, SignedRequest } from './scheme.ts'

export { verify } from './verify.ts'
export type { Verified, VerifyOptions } from './verify.ts'
export type { RawBody } from './signed-content.ts'
export type { Secrets } from './secret.ts'

export { eventTypeHeader, idHeader, signatureHeader, timestampHeader } from './headers.ts'
export type { WebhookHeaders } from './headers.ts'

export { WebhookVerificationError } from './errors.ts'
export type { ReceiverErrorCode, WebhookVerificationErrorCode } from './errors.ts'
