import { createHash, timingSafeEqual } from 'node:crypto'

/** A key as it is configured: itself, or its SHA-256, so that the configuration tells nobody what it is. */
export interface ConfiguredKey {
  /** The key, or `sha256:` and 64 hexadecimal digits. */
  key: string
  /** The only tenants that it may publish for; undefined for all. */
  tenants?: readonly string[] | undefined
}

/** What is wrong with a key, and the cure, without the key itself; null when nothing is. */
export function refusalOfKey(key: string): string | null {
  if (/^sha256:/i.test(key)) {
    return digestIn(key) ? null : 'after "sha256:" come 64 hexadecimal digits: printf %s "$KEY" | sha256sum'
  }
  if (!/^[\w.~+/=-]+$/.test(key)) {
    return 'a key holds letters, digits and - . _ ~ + / = only, as bearer tokens do: openssl rand -hex 32'
  }
  return key.length < 16 ? 'it has fewer than 16 characters: openssl rand -hex 32 makes a good one' : null
}

/** Keys of which callers present one. Several at once let them be rotated. */
export class KeyRing {
  readonly #keys: readonly { digest: Buffer; tenants: readonly string[] | undefined }[]

  constructor(keys: readonly ConfiguredKey[]) {
    this.#keys = keys.map(({ key, tenants }) => ({ digest: digestIn(key) ?? sha256(key), tenants }))
  }

  get isEmpty(): boolean {
    return this.#keys.length === 0
  }

  /** The key that was presented; undefined where it is none of these. Takes equally long whichever it is. */
  find(presented: string): { tenants: readonly string[] | undefined } | undefined {
    const digest = sha256(presented)
    let found: { tenants: readonly string[] | undefined } | undefined
    for (const known of this.#keys) if (timingSafeEqual(known.digest, digest)) found ??= known
    return found
  }
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function digestIn(key: string): Buffer | undefined {
  const [, digits] = /^sha256:([0-9a-f]{64})$/i.exec(key) ?? []
  return digits === undefined ? undefined : Buffer.from(digits, 'hex')
}
