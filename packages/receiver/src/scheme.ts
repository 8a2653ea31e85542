import { parseJson } from './body.ts'
import { eventTypeHeader } from './headers.ts'
import type { Secrets } from './secret.ts'
import { verify } from './verify.ts'

/** How a sender signs, names its event types and writes its bodies. Standard Webhooks, unless the receiver is given another. */
export interface Scheme {
  /**
   * Resolves when the request is genuine.
   *
   * @throws WebhookVerificationError
   */
  open(request: SignedRequest): Promise<OpenedRequest>
}

/** What a scheme has to go by. */
export interface SignedRequest {
  headers: Headers
  /** The exact bytes of the body. */
  rawBody: Uint8Array
  toleranceSeconds: number
  /** Milliseconds since the Unix epoch. */
  now: () => number
}

export interface OpenedRequest {
  /** The same over all attempts. */
  id: string
  timestamp: Date
  /** Undefined where the request names none. */
  type: string | undefined
  body: unknown
  /** Answers the request without any handler, as when the sender tries the URL out. */
  answer?: Response | undefined
}

export type SecretSource = Secrets | (() => Secrets | Promise<Secrets>)

/** Standard Webhooks 1.0. */
export function standardWebhooks(secret: SecretSource): Scheme {
  return {
    async open(request) {
      const secrets = typeof secret === 'function' ? await secret() : secret
      const { headers, rawBody } = request
      const verified = await verify({ ...request, body: rawBody, secret: secrets })
      const body = parseJson(rawBody)
      return { ...verified, body, type: headers.get(eventTypeHeader)?.trim() || typeIn(body) }
    },
  }
}

function typeIn(body: unknown): string | undefined {
  const type = typeof body === 'object' && body && 'type' in body && body.type
  return typeof type === 'string' ? type : undefined
}
