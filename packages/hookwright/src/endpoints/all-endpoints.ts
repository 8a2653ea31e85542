import type { Store } from '../store/store.ts'
import type { Endpoint } from './endpoint.ts'
import { healths, healthOf, type Health } from './health.ts'

export interface AllEndpointsPage {
  now: number
  health: Health | undefined
  tenant: string | undefined
  /** The last endpoint of the page before, as it is now. */
  after: Endpoint | undefined
  limit: number
}

/** Of all tenants, those of one health together: one question to the store for each that the page reaches. */
export async function listAllEndpoints(
  store: Store,
  { now, health, tenant, after, limit }: AllEndpointsPage,
): Promise<Endpoint[]> {
  const begun = after && healthOf(after, now)
  const toCome = begun === undefined ? healths : healths.slice(healths.indexOf(begun))
  const found: Endpoint[] = []
  for (const each of toCome) {
    if (health !== undefined && each !== health) continue
    const left = limit - found.length
    if (left <= 0) break
    const from = each === begun ? after : undefined
    found.push(...(await store.listByHealth({ health: each, now, tenant, after: from, limit: left })))
  }
  return found
}
