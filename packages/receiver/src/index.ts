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
export type { KeyList, OpenedRequest, Scheme, SecretSource, SignedRequest } from './scheme.ts'

export { sign, signedPrefix, verify } from './signature.ts'
export type { RawBody, Secrets, SignOptions, Verified, VerifyOptions } from './signature.ts'

export { eventTypeHeader, idHeader, signatureHeader, timestampHeader } from './headers.ts'
export type { WebhookHeaders } from './headers.ts'

export { generateSecret, parseSecret } from './secret.ts'
export { generateKeyPair, parsePrivateKey, publicKeyOf } from './key-pair.ts'
export type { KeyPair } from './key-pair.ts'
export type { PrivateKey } from './ed25519.ts'

export { WebhookVerificationError } from './errors.ts'
export type { ReceiverErrorCode, WebhookVerificationErrorCode } from './errors.ts'
