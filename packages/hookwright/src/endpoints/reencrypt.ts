import type { Clock } from '../clock.ts'
import type { EndpointSecret } from './endpoint.ts'
import { HookwrightError } from '../errors.ts'
import type { SecretReplacement, Store, StoredSecrets } from '../store/store.ts'
import { keyIdOf, type SecretBox } from './secret-box.ts'

/** What a line of delivery has of it. */
export interface SecretsAtRest {
  /** Open. */
  store: Store
  secretBox: SecretBox
  clock: Clock
}

/** With which keys the secrets of a store are encrypted, endpoints' own headers among them. */
export interface SecretCount {
  endpoints: number
  secrets: number
  /** By the id of the key, most first; `plain` is without one, `unknown` damaged or of a version to come. */
  keys: Record<string, number>
  /** Not encrypted with the first key, though they still sign. */
  left: number
}

export interface Reencrypted {
  reencrypted: number
  /** Of those that still sign and cannot be decrypted: why, by endpoint, up to twenty. */
  unreadable: string[]
}

/** Endpoints in hand at a time. */
const pageSize = 100

const mostReasons = 20

/** Counts without changing anything. `onPage` is told how many secrets were looked at so far. */
export async function countSecrets(
  { store, secretBox, clock }: SecretsAtRest,
  onPage: (secrets: number) => void = () => {},
): Promise<SecretCount> {
  const [firstKey] = await secretBox.keyIds()
  const now = clock.now()
  const keys = new Map<string, number>()
  let endpoints = 0
  let secrets = 0
  let left = 0
  for await (const page of pagesOf(store)) {
    endpoints += page.length
    for (const { secret, expiresAt } of page.flatMap(sealedTexts)) {
      const key = keyIdOf(secret)
      keys.set(key, (keys.get(key) ?? 0) + 1)
      secrets++
      if (key !== firstKey && (expiresAt === null || expiresAt > now)) left++
    }
    onPage(secrets)
  }
  const mostFirst = [...keys].toSorted(([, a], [, b]) => b - a)
  return { endpoints, secrets, keys: Object.fromEntries(mostFirst), left }
}

/**
 * Encrypts every secret of the store with the first key, also those in plain, and leaves what it cannot decrypt. Any
 * number of processes may do so at once, while others deliver and rotate: what changes meanwhile is left as it is.
 */
export async function reencryptSecrets(
  line: SecretsAtRest,
  onPage: (secrets: number) => void = () => {},
): Promise<Reencrypted> {
  const result: Reencrypted = { reencrypted: 0, unreadable: [] }
  let secrets = 0
  for await (const page of pagesOf(line.store)) {
    const done = await Promise.all(page.map((endpoint) => reencrypt(line, endpoint)))
    result.reencrypted += done.reduce((sum, { reencrypted }) => sum + reencrypted, 0)
    result.unreadable.push(...done.flatMap(({ unreadable }) => unreadable))
    result.unreadable.splice(mostReasons)
    secrets += page.flatMap(sealedTexts).length
    onPage(secrets)
  }
  return result
}

async function reencrypt(
  { store, secretBox, clock }: SecretsAtRest,
  endpoint: StoredSecrets,
): Promise<Reencrypted> {
  const { tenant, id } = endpoint
  const replacements: SecretReplacement[] = []
  const unreadable: string[] = []
  for (const { secret: from, expiresAt } of sealedTexts(endpoint)) {
    try {
      const to = await secretBox.reseal(from, { tenant, endpointId: id })
      if (to !== null) replacements.push({ from, to })
    } catch (error) {
      if (!(error instanceof HookwrightError) || error.code !== 'secret_unreadable') throw error
      // One that has expired signs nothing, so nothing is lost with it.
      if (expiresAt === null || expiresAt > clock.now()) unreadable.push(error.message)
    }
  }
  const reencrypted = replacements.length === 0 ? 0 : await store.replaceSecrets(tenant, id, replacements)
  return { reencrypted, unreadable }
}

/** An endpoint's own headers are as secret as its secrets, and never expire. */
function sealedTexts({ secrets, headers }: StoredSecrets): EndpointSecret[] {
  return headers === null ? [...secrets] : [...secrets, { secret: headers, expiresAt: null }]
}

async function* pagesOf(store: Store): AsyncGenerator<StoredSecrets[]> {
  for (let after: StoredSecrets | undefined; ;) {
    const page = await store.listSecrets({ after, limit: pageSize })
    if (page.length === 0) return
    yield page
    after = page.at(-1)
  }
}
