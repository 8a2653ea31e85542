/** For senders that sign with v1a and publish a list of their public keys, as others publish a JWKS. */
import { encodeBase64, decodeBase64Url } from './base64.ts'
import { parseJson, readBody } from './body.ts'
import { WebhookVerificationError } from './errors.ts'
import { readVerifyingKey } from './key.ts'
import { standardWebhooks } from './scheme.ts'
import type { Scheme, SecretSource } from './scheme.ts'
import { publicPrefix } from './secret.ts'
import { checkNumber, invalidOption } from './verify.ts'

export interface PublishedKeysOptions {
  /** Tried before the list: while a sender changes from a secret to published keys. */
  secret?: SecretSource | undefined
  /** How long the list is trusted before it is fetched again, and so how long a key that was taken off it still verifies. 3600 by default. */
  maxAgeSeconds?: number | undefined
  /** The list is fetched again at once for a signature that none of its keys made, but no sooner than this after it was last asked for. 30 by default. */
  refetchAfterSeconds?: number | undefined
  /** 5000 by default. */
  timeoutMs?: number | undefined
  /** Fetches the list; the global `fetch` by default. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
}

/** While the list cannot be fetched, the last one is used for so long. */
const staleSeconds = 24 * 60 * 60
/** Every key costs a verification, and the sender of a request is not yet trusted. */
const mostKeys = 32
const mostBytes = 64 * 1024

/**
 * Standard Webhooks v1a, verified with the keys of a list that the sender publishes:
 * `createReceiver({ secret: publishedKeys('https://sender.example/keys'), on })`.
 *
 * The list is JSON: `{ "keys": […] }` of texts (`whpk_…`) or JSON Web Keys (`kty` OKP, `crv` Ed25519).
 * What it holds besides is passed over. It is fetched when the first request comes, redirects are not followed.
 *
 * @param url `https:`, or `http:` on a loopback address.
 * @throws WebhookVerificationError at once `invalid_option`; `keys_unavailable` as a request comes,
 * which the receiver answers with 500, so that the sender tries again
 */
export function publishedKeys(url: string | URL, options: PublishedKeysOptions = {}): Scheme {
  const { secret } = options
  const list = new KeyList(checkedUrl(url), options)
  return {
    async open(request) {
      const { now } = request
      // Each is asked only where none before it holds the key.
      const sources = [() => secret, () => list.current(now()), () => list.refetched(now())]
      let miss: unknown
      for (const source of sources) {
        const keys = await source()
        if (keys === undefined) continue
        try {
          return await standardWebhooks(keys).open(request)
        } catch (error) {
          if (!isMiss(error)) throw error
          miss = error
        }
      }
      throw miss
    },
  }
}

function isMiss(error: unknown): boolean {
  return error instanceof WebhookVerificationError && error.code === 'no_matching_signature'
}

class KeyList {
  readonly #url: string
  readonly #fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly #maxAgeMs: number
  readonly #refetchAfterMs: number
  readonly #timeoutMs: number
  #keys: readonly string[] = []
  #fetchedAt = -Infinity
  #askedAt = -Infinity
  #asking: Promise<readonly string[]> | undefined

  constructor(url: string, options: PublishedKeysOptions) {
    const { maxAgeSeconds = 3600, refetchAfterSeconds = 30, timeoutMs = 5000 } = options
    for (const option of Object.entries({ maxAgeSeconds, refetchAfterSeconds, timeoutMs }))
      checkNumber(...option)
    this.#url = url
    this.#fetch = options.fetch ?? ((...call) => fetch(...call))
    this.#maxAgeMs = maxAgeSeconds * 1000
    this.#refetchAfterMs = refetchAfterSeconds * 1000
    this.#timeoutMs = timeoutMs
  }

  async current(now: number): Promise<readonly string[]> {
    const age = Math.abs(now - this.#fetchedAt)
    if (age <= this.#maxAgeMs) return this.#keys
    const stale = age <= staleSeconds * 1000 ? this.#keys : undefined
    if (this.#isEarly(now)) {
      if (stale) return stale
      throw this.#unavailable('The last try was a moment ago')
    }
    return this.#ask(now).catch((error: unknown) => {
      if (stale) return stale
      throw error
    })
  }

  /** Undefined where it is too early to ask again. */
  async refetched(now: number): Promise<readonly string[] | undefined> {
    // Those that wait for the same answer share it.
    return this.#asking ?? (this.#isEarly(now) ? undefined : this.#ask(now))
  }

  #isEarly(now: number): boolean {
    return !this.#asking && Math.abs(now - this.#askedAt) < this.#refetchAfterMs
  }

  #ask(now: number): Promise<readonly string[]> {
    this.#asking ??= this.#fetched(now).finally(() => (this.#asking = undefined))
    return this.#asking
  }

  async #fetched(now: number): Promise<readonly string[]> {
    this.#askedAt = now
    const keys = await this.#load().catch((cause: unknown) => {
      throw this.#unavailable(cause instanceof Error ? cause.message : String(cause), { cause })
    })
    if (keys.length === 0) throw this.#unavailable('It holds no Ed25519 key')
    if (keys.length > mostKeys) throw this.#unavailable(`It holds more than ${mostKeys} keys`)
    this.#keys = keys
    this.#fetchedAt = now
    return keys
  }

  async #load(): Promise<readonly string[]> {
    // Not `redirect: 'error'`, which Cloudflare's workers refuse.
    const response = await this.#fetch(this.#url, {
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(this.#timeoutMs),
    })
    if (response.status !== 200) throw new Error(`It was answered ${response.status}`)
    return keysIn(parseJson(await readBody(response, mostBytes)))
  }

  #unavailable(problem: string, options?: ErrorOptions): WebhookVerificationError {
    return new WebhookVerificationError(
      'keys_unavailable',
      `The list of public keys at ${this.#url} cannot be used: ${problem}.`,
      options,
    )
  }
}

function keysIn(document: unknown): readonly string[] {
  if (typeof document !== 'object' || document === null || !('keys' in document)) return []
  return Array.isArray(document.keys) ? document.keys.flatMap(publicKeyIn) : []
}

/** Nothing for what is no key of v1a: a list may hold others. A secret of v1 in it is one that everyone knows. */
function publicKeyIn(entry: unknown): string[] {
  const key = typeof entry === 'string' ? entry : keyOfJwk(entry)
  if (!key?.startsWith(publicPrefix)) return []
  try {
    readVerifyingKey(key)
    return [key]
  } catch {
    return []
  }
}

/** RFC 8037, section 2. */
function keyOfJwk(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  if (!('kty' in entry && 'crv' in entry && 'x' in entry)) return undefined
  const { kty, crv, x } = entry
  const bytes = kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' ? decodeBase64Url(x) : undefined
  return bytes && publicPrefix + encodeBase64(bytes)
}

function checkedUrl(url: string | URL): string {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined
  const isLoopback = /^(localhost|127\.[\d.]+|\[::1\])$/.test(parsed?.hostname ?? '')
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLoopback)) return parsed.href
  throw invalidOption('url', '"https:", or "http:" on a loopback address')
}
