import { toBase64Url } from '../base64.ts'
import { HookwrightError } from '../errors.ts'
import type { Signing } from './endpoint.ts'

/** Whose secret it is. A ciphertext that was moved to another endpoint does not decrypt. */
export interface SecretOwner {
  tenant: string
  endpointId: string
}

const keyBytes = 32
const ivBytes = 12

/** `enc1_<key id>_<kind>_<base64url of IV, ciphertext and tag>`. The kind must be known also where the key is lost. */
const sealedShape = /^enc1_([0-9a-f]{8})_(v1|v1a|headers)_([\w-]+)$/

/** What is sealed: a secret of either version, or an endpoint's own headers. */
type SealedKind = Signing | 'headers'

/** Decrypting takes a turn of the event loop, and the same few secrets sign again and again. */
const mostOpened = 4096

/** A key, and the id that tells in a stored secret which one it needs: the start of the key's SHA-256. */
type BoxKey = Awaited<ReturnType<typeof importKey>>

/**
 * Encrypts endpoints' secrets and headers for the store, with AES-256-GCM and a fresh random IV for each. Tenant,
 * endpoint and kind are the associated data. Without keys it leaves secrets in plain.
 */
export class SecretBox {
  readonly #rawKeys: readonly Uint8Array<ArrayBuffer>[]
  #keys: Promise<readonly BoxKey[]> | undefined
  readonly #opened = new Map<string, SecretOwner & { secret: string }>()

  /**
   * @param encryptionKeys Base64 of 32 bytes each: the first encrypts, all decrypt.
   * @throws HookwrightError `bad_option`, which never repeats a key
   */
  constructor(encryptionKeys?: readonly string[]) {
    if (encryptionKeys !== undefined && !(Array.isArray(encryptionKeys) && encryptionKeys.length > 0)) {
      throw new HookwrightError(
        'bad_option',
        'delivery.encryptionKeys must be a list of at least one key; leave it out to store secrets in plain.',
      )
    }
    this.#rawKeys = (encryptionKeys ?? []).map(decodeKey)
    const texts = this.#rawKeys.map(String)
    const twice = texts.findIndex((text, index) => texts.indexOf(text) < index)
    if (twice >= 0) throw badKey(twice, 'is given twice; leave one of them out')
  }

  /** What to store of a secret. */
  async seal(secret: string, owner: SecretOwner, kind: SealedKind = signingOf(secret)): Promise<string> {
    const [first] = await this.#importedKeys()
    if (!first) return secret
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
    const algorithm = { name: 'AES-GCM', iv, additionalData: associatedData(kind, owner) }
    const ciphertext = new Uint8Array(
      await crypto.subtle.encrypt(algorithm, first.key, new TextEncoder().encode(secret)),
    )
    return `enc1_${first.id}_${kind}_${toBase64Url(Uint8Array.of(...iv, ...ciphertext))}`
  }

  /**
   * The secret that stands in the store as `stored`; at once where it is in plain or was decrypted before.
   *
   * @throws HookwrightError `secret_unreadable`, always as a rejection
   */
  open(stored: string, owner: SecretOwner): string | Promise<string> {
    if (!isSealed(stored)) return stored
    const known = this.#opened.get(stored)
    if (known && known.tenant === owner.tenant && known.endpointId === owner.endpointId) return known.secret
    return this.#decrypt(stored, owner)
  }

  /** What tells its keys apart without giving them away; the first is the one that encrypts. */
  async keyIds(): Promise<string[]> {
    return (await this.#importedKeys()).map(({ id }) => id)
  }

  /**
   * What to store instead of `stored`, to have it encrypted with the first key; null where it is already, and where
   * there is no key.
   *
   * @throws HookwrightError `secret_unreadable`
   */
  async reseal(stored: string, owner: SecretOwner): Promise<string | null> {
    const [first] = await this.keyIds()
    if (first === undefined || keyIdOf(stored) === first) return null
    const kind = isHeaders(stored) ? 'headers' : signingOf(stored)
    return this.seal(await this.open(stored, owner), owner, kind)
  }

  async #decrypt(stored: string, owner: SecretOwner): Promise<string> {
    const [, keyId = '', kind, encoded = ''] = sealedShape.exec(stored) ?? []
    const bytes = fromBase64(encoded.replaceAll('-', '+').replaceAll('_', '/'))
    if ((kind !== 'v1' && kind !== 'v1a' && kind !== 'headers') || !bytes) throw unreadable(owner, damaged)
    const what = kind === 'headers' ? 'headers' : 'secret'
    const keys = await this.#importedKeys()
    const key = keys.find(({ id }) => id === keyId)?.key
    if (!key) {
      throw unreadable(
        owner,
        `it was encrypted with the key ${keyId}, which is not among delivery.encryptionKeys (${keys.map(({ id }) => id).join(', ') || 'none'}); add it, or`,
        what,
      )
    }
    const iv = bytes.subarray(0, ivBytes)
    const algorithm = { name: 'AES-GCM', iv, additionalData: associatedData(kind, owner) }
    let secret
    try {
      secret = new TextDecoder().decode(await crypto.subtle.decrypt(algorithm, key, bytes.subarray(ivBytes)))
    } catch {
      // Web Crypto says no more than that it failed.
      throw unreadable(owner, damaged, what)
    }
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size < mostOpened) break
      this.#opened.delete(oldest)
    }
    this.#opened.set(stored, { ...owner, secret })
    return secret
  }

  #importedKeys(): Promise<readonly BoxKey[]> {
    this.#keys ??= Promise.all(this.#rawKeys.map(importKey))
    return this.#keys
  }
}

/** How the owner of a secret is signed for, told by the secret itself: as it is, or as it is stored. */
export function signingOf(secret: string): Signing {
  const kind = sealedShape.exec(secret)?.[2]
  return kind === 'v1a' || secret.startsWith('whsk_') ? 'v1a' : 'v1'
}

/** The id of the key that a stored secret is encrypted with; `plain` where it is not, `unknown` where it cannot be told. */
export function keyIdOf(stored: string): string {
  return isSealed(stored) ? (sealedShape.exec(stored)?.[1] ?? 'unknown') : 'plain'
}

/** In plain they are the JSON of an object, which no secret looks like. */
function isHeaders(stored: string): boolean {
  return stored.startsWith('{') || sealedShape.exec(stored)?.[2] === 'headers'
}

/** Also one of a version to come: it must not be taken for a secret in plain. */
function isSealed(stored: string): boolean {
  return /^enc\d*_/.test(stored)
}

/** As JSON, so that no tenant and endpoint run together into what another pair makes. */
function associatedData(kind: SealedKind, { tenant, endpointId }: SecretOwner): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(['enc1', kind, tenant, endpointId]))
}

async function importKey(raw: Uint8Array<ArrayBuffer>) {
  const { subtle } = crypto
  const hash = new Uint8Array(await subtle.digest('SHA-256', raw))
  const id = Array.from(hash.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { id, key: await subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']) }
}

function decodeKey(text: string, index: number): Uint8Array<ArrayBuffer> {
  if (typeof text !== 'string') {
    throw badKey(index, `is ${text === null ? 'null' : typeof text}; is the environment variable set?`)
  }
  const bytes = fromBase64(text.trim())
  if (bytes?.length === keyBytes) return bytes
  const found = bytes ? `decodes to ${bytes.length} bytes` : 'is not base64'
  throw badKey(index, `${found}; it must be the base64 of 32 random bytes (openssl rand -base64 32)`)
}

function badKey(index: number, problem: string): HookwrightError {
  return new HookwrightError('bad_option', `delivery.encryptionKeys[${index}] ${problem}.`)
}

const damaged = 'it is damaged, or was moved here from another endpoint;'

function unreadable(
  { tenant, endpointId }: SecretOwner,
  problem: string,
  what: 'secret' | 'headers' = 'secret',
): HookwrightError {
  return new HookwrightError(
    'secret_unreadable',
    `The ${what} of endpoint ${endpointId} of tenant ${JSON.stringify(tenant)} cannot be decrypted: ${problem} ${what === 'secret' ? 'rotate the secret' : 'set the headers again'}.`,
  )
}

/** `atob` alone would overlook white space. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
