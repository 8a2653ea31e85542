import { invalidHeader, isWellFormedTimestamp, requiredHeader } from '../headers.ts'
import type { Scheme, SecretSource } from '../scheme.ts'
import { signedContent } from '../signed-content.ts'
import { checkAge } from '../verify.ts'
import { decodeHex } from './hex.ts'
import { bodyDigest, parseBody, stringIn } from './parse.ts'
import { textSecret } from './text-secret.ts'

const signatureHeader = 'stripe-signature'

/**
 * Stripe: `Stripe-Signature` (`t=…,v1=…`), event types as in `type` of the body (`invoice.paid`), ids
 * from its `id` (`evt_…`). The secret is the endpoint's `whsec_…`, whose text is the key here. One that
 * is rolled signs beside the new one for a while.
 *
 * @param secret As it is shown, several while they are rotated, or a function that looks them up for each request.
 * @throws WebhookVerificationError `invalid_secret`
 */
export function stripe(secret: SecretSource): Scheme {
  const checked = textSecret(secret)
  return {
    async open({ headers, rawBody, toleranceSeconds, now }) {
      const { timestamp, signatures } = readSignature(requiredHeader(headers, signatureHeader))
      await checked.check(signatures.map(decodeHex), signedContent(`${timestamp}.`, rawBody))
      checkAge(Number(timestamp), now(), toleranceSeconds)
      const body = parseBody(rawBody, headers)
      return {
        id: stringIn(body, 'id') ?? (await bodyDigest(rawBody)),
        timestamp: new Date(Number(timestamp) * 1000),
        type: stringIn(body, 'type'),
        body,
      }
    },
  }
}

/** Versions other than v1 are passed over: v0 is that of test events. */
function readSignature(header: string): { timestamp: string; signatures: string[] } {
  const pairs = header.split(',').map((pair) => pair.trim().split('='))
  const valuesOf = (name: string) => pairs.flatMap(([key, value = '']) => (key === name ? [value] : []))
  const [timestamp = ''] = valuesOf('t')
  const signatures = valuesOf('v1')
  if (isWellFormedTimestamp(timestamp) && signatures.length > 0) return { timestamp, signatures }
  throw invalidHeader(signatureHeader, '"t=<Unix seconds>,v1=<hexadecimal>"')
}
