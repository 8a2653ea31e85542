/**
 * Schemes of senders that do not follow Standard Webhooks: each goes into `createReceiver({ secret: github(secret), on })`,
 * verifies by what its sender has published, and names event types as the sender does.
 */
export { github } from './presets/github.ts'
export { shopify } from './presets/shopify.ts'
export { slack } from './presets/slack.ts'
export { stripe } from './presets/stripe.ts'
export { bodyHmac } from './presets/body-hmac.ts'
export type { BodyHmacOptions } from './presets/body-hmac.ts'
export type { Scheme, SecretSource } from './scheme.ts'
