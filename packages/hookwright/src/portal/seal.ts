import { z } from 'zod'

import { fromBase64Url, toBase64Url } from '../base64.ts'
import type { Caller } from '../endpoints/access.ts'

/** What a signed text is for. It is signed along, so that no text of one purpose passes for another. */
export type Purpose = 'hwlink1' | 'hwsession1'

/** What a signed text says: who its holder is, and until when. */
export interface Grant {
  caller: Caller
  /** Epoch milliseconds. */
  expiresAt: number
}

export interface OpenedGrant extends Grant {
  /** Derives from the text, and nobody makes it who does not have the key. */
  tag: () => Promise<string>
}

const GrantText = z.object({
  expiresAt: z.int(),
  caller: z.union([
    z.strictObject({ tenant: z.string().min(1) }),
    z.strictObject({ operator: z.literal(true) }),
  ]),
})

type Key = Awaited<ReturnType<typeof importKey>>
type Keys = readonly [Key, ...Key[]]

const hmac = { name: 'HMAC', hash: 'SHA-256' } as const
const encoder = new TextEncoder()

/**
 * Signs, by HMAC-SHA256, who may come in: `<purpose>.<payload>.<signature>`, both in base64url. What is signed can be
 * read by whoever holds it, and not be changed.
 */
export class Seal {
  readonly #secrets: readonly string[]
  #imported: Promise<Keys> | undefined

  /** @param secrets The first signs, all verify. Without any it signs with a random key of this process. */
  constructor(secrets: readonly string[]) {
    this.#secrets = secrets
  }

  async sign(purpose: Purpose, { caller, expiresAt }: Grant): Promise<string> {
    const id = toBase64Url(crypto.getRandomValues(new Uint8Array(12)))
    const payload = toBase64Url(encoder.encode(JSON.stringify({ id, expiresAt, caller })))
    const signed = `${purpose}.${payload}`
    const [first] = await this.#keys()
    return `${signed}.${await macOf(first, signed)}`
  }

  /** What a text says that was signed here, expired or not; null for any other. */
  async open(purpose: Purpose, text: string): Promise<OpenedGrant | null> {
    const [, given, payload, signature] = /^(\w+)\.([\w-]+)\.([\w-]{43})$/.exec(text) ?? []
    if (given !== purpose || payload === undefined || signature === undefined) return null
    const mac = fromBase64Url(signature)
    const bytes = fromBase64Url(payload)
    if (!mac || !bytes) return null
    const signed = `${purpose}.${payload}`
    for (const key of await this.#keys()) {
      // Takes as long for a nearly right signature as for a wrong one.
      if (!(await crypto.subtle.verify(hmac, key, mac, encoder.encode(signed)))) continue
      const grant = GrantText.parse(JSON.parse(new TextDecoder().decode(bytes)))
      return { ...grant, tag: () => macOf(key, `hwtag1.${signed}`) }
    }
    return null
  }

  /** Not before they are needed: some runtimes have no randomness while modules are loaded. */
  #keys(): Promise<Keys> {
    this.#imported ??= importKeys(this.#secrets)
    return this.#imported
  }
}

async function importKeys(secrets: readonly string[]): Promise<Keys> {
  const [first, ...others] = secrets.map((secret) => encoder.encode(secret))
  return Promise.all([
    importKey(first ?? crypto.getRandomValues(new Uint8Array(32))),
    ...others.map(importKey),
  ])
}

async function importKey(raw: Uint8Array<ArrayBuffer>) {
  return crypto.subtle.importKey('raw', raw, hmac, false, ['sign', 'verify'])
}

async function macOf(key: Key, text: string): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text))))
}
