import { requiredHeader } from '../headers.ts'
import type { Scheme, SecretSource } from '../scheme.ts'
import { bodyHmac } from './body-hmac.ts'

/**
 * GitHub: `X-Hub-Signature-256`, event types as in `X-GitHub-Event` (`push`, `issues`, `ping`), ids from
 * `X-GitHub-Delivery`. The body may be JSON or a form. Only the body is signed: whoever saw a delivery
 * can send it again under another id or event type.
 *
 * @param secret As it was set, several while they are rotated, or a function that looks them up for each request.
 * @throws WebhookVerificationError `invalid_secret`
 */
export function github(secret: SecretSource): Scheme {
  return bodyHmac({
    secret,
    header: 'x-hub-signature-256',
    prefix: 'sha256=',
    eventType: (_, headers) => requiredHeader(headers, 'x-github-event'),
    id: (_, headers) => requiredHeader(headers, 'x-github-delivery'),
  })
}
