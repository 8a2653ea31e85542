import { parseJson } from './body.ts'
import { WebhookVerificationError } from './errors.ts'
import { eventTypeHeader } from './headers.ts'
import { verify } from './signature.ts'
import type { Secrets, Verified } from './signature.ts'

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
  now: number
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

/** The public keys of a sender, where it publishes a list of them: `publishedKeys` of `@hookwright/receiver/keys`. */
export interface KeyList {
  /** The keys (`whpk_…`), fetched where they are not known yet or old. */
  current(): Promise<readonly string[]>
  /** The keys fetched anew, since none of those known matches; undefined where it is too early to ask again. */
  refetched(): Promise<readonly string[] | undefined>
}

export type SecretSource = Secrets | (() => Secrets | Promise<Secrets>)

/** Standard Webhooks 1.0, with secrets that are given, or a list that is published, or both. */
export function standardWebhooks(secret: SecretSource | undefined, keys: KeyList | undefined): Scheme {
  // Each is asked only where none before it holds the key.
  const sources = [
    ...(secret === undefined ? [] : [typeof secret === 'function' ? secret : () => secret]),
    ...(keys ? [() => keys.current(), () => keys.refetched()] : []),
  ]
  async function verified({ headers, rawBody, toleranceSeconds, now }: SignedRequest): Promise<Verified> {
    let miss: unknown
    for (const source of sources) {
      const secrets = await source()
      if (miss && !secrets) break
      try {
        // What is undefined without a miss is a look-up that found nothing: `verify` says so.
        return await verify({
          headers,
          body: rawBody,
          secret: secrets ?? [],
          toleranceSeconds,
          now: () => now,
        })
      } catch (error) {
        if (!(error instanceof WebhookVerificationError) || error.code !== 'no_matching_signature')
          throw error
        miss = error
      }
    }
    throw miss
  }
  return {
    async open(request) {
      const { id, timestamp } = await verified(request)
      const body = parseJson(request.rawBody)
      return { id, timestamp, type: eventTypeOf(body, request.headers), body }
    },
  }
}

function eventTypeOf(body: unknown, headers: Headers): string | undefined {
  return headers.get(eventTypeHeader)?.trim() || stringIn(body, 'type')
}

/** The string of that name in an object; undefined where there is none. */
export function stringIn(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found = new Map<string, unknown>(Object.entries(value)).get(name)
  return typeof found === 'string' ? found : undefined
}
