import { requiredHeader } from '../headers.ts'
import type { Scheme, SecretSource } from '../scheme.ts'
import { bodyHmac } from './body-hmac.ts'

/**
 * Shopify: `X-Shopify-Hmac-Sha256`, made with the app's client secret; event types as in
 * `X-Shopify-Topic` (`orders/create`), ids from `X-Shopify-Webhook-Id`. Only the body is signed: the
 * topic and the shop (`X-Shopify-Shop-Domain`) are what the request says they are.
 *
 * @param secret As it was set, several while they are rotated, or a function that looks them up for each request.
 * @throws WebhookVerificationError `invalid_secret`
 */
export function shopify(secret: SecretSource): Scheme {
  return bodyHmac({
    secret,
    header: 'x-shopify-hmac-sha256',
    encoding: 'base64',
    eventType: (_, headers) => requiredHeader(headers, 'x-shopify-topic'),
    id: (_, headers) => requiredHeader(headers, 'x-shopify-webhook-id'),
  })
}
