import { requiredHeader, requiredTimestamp } from '../headers.ts'
import type { Scheme, SecretSource } from '../scheme.ts'
import { signedContent } from '../signed-content.ts'
import { checkAge } from '../verify.ts'
import { decodeHex } from './hex.ts'
import { bodyDigest, parseBody, stringIn, valueIn } from './parse.ts'
import { textSecret } from './text-secret.ts'

const version = 'v0'

/**
 * Slack: `X-Slack-Signature`, made with the app's signing secret. Event types are those of the Events
 * API (`app_mention`), of interactions (`block_actions`) and the names of commands (`/deploy`); ids are
 * from `event_id`. The body is the whole request, with the event in its `event`. The request by which
 * Slack tries the URL out (`url_verification`) is answered here.
 *
 * @param secret As it is shown, several while they are rotated, or a function that looks them up for each request.
 * @throws WebhookVerificationError `invalid_secret`
 */
export function slack(secret: SecretSource): Scheme {
  const checked = textSecret(secret)
  return {
    async open({ headers, rawBody, toleranceSeconds, now }) {
      const seconds = requiredTimestamp(headers, 'x-slack-request-timestamp')
      const value = requiredHeader(headers, 'x-slack-signature')
      const signature = value.startsWith(`${version}=`)
        ? decodeHex(value.slice(version.length + 1))
        : undefined
      await checked.check([signature], signedContent(`${version}:${seconds}:`, rawBody))
      checkAge(seconds, now(), toleranceSeconds)
      const body = parseBody(rawBody, headers)
      return {
        id: stringIn(body, 'event_id') ?? (await bodyDigest(rawBody)),
        timestamp: new Date(seconds * 1000),
        type: typeOf(body),
        body,
        answer: challengeAnswer(body),
      }
    },
  }
}

function typeOf(body: unknown): string | undefined {
  const type = stringIn(body, 'type') ?? stringIn(body, 'command')
  return type === 'event_callback' ? stringIn(valueIn(body, 'event'), 'type') : type
}

function challengeAnswer(body: unknown): Response | undefined {
  if (stringIn(body, 'type') !== 'url_verification') return undefined
  return Response.json({ challenge: stringIn(body, 'challenge') })
}
