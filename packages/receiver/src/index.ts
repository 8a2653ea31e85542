/**
 * Receive webhooks: verify Standard Webhooks 1.0 signatures and dispatch typed events. Needs only what
 * every fetch runtime has (Web Crypto, `Request`, `Response`); for node:http, Express and the like
 * there is `@hookwright/receiver/node`.
 */
export { createReceiver } from './receive.ts'
export type { Receiver, ReceiverOptions, WebhookEvent, WebhookHandler, WebhookHandlers } from './receive.ts'

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
