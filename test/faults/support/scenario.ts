import type { Store } from 'hookwright'
import { test } from 'vitest'

import { createApp, tenant, type PartySetup } from './app.ts'
import { startFixture, type Fixture } from './fixture.ts'
import { storeKinds, type Place, type StoreKind } from './stores.ts'

/** What a scenario has at hand: a store, processes on it, and its own view of both. */
export interface Stage extends Desk {
  place: Place
  /** Starts a process on the store. */
  start(setup?: Omit<PartySetup, 'store'>): Fixture
  /** Starts a process that sends in a transaction of its own. */
  call(body: string, end: 'commit' | 'rollback' | 'hold'): Fixture
}

/**
 * One of the 31 scenarios, as a test on every kind of store, or on `kinds` where storage does not matter.
 * `scripts/faults.ts` finds it by its name.
 */
export function scenario(
  number: number,
  title: string,
  play: (stage: Stage) => Promise<void>,
  { waitMs, kinds = storeKinds }: { waitMs?: number; kinds?: readonly StoreKind[] } = {},
): void {
  for (const kind of kinds) {
    test(`scenario ${number} (${kind.name}): ${title}`, { timeout: 60_000 }, async () => {
      await using stack = new AsyncDisposableStack()
      const place = stack.use(await kind.place())
      const desk = stack.use(openDesk({ store: place.address, waitMs }))
      await play({
        ...desk,
        place,
        start: (setup = {}) =>
          stack.use(startFixture('party', JSON.stringify({ store: place.address, waitMs, ...setup }))),
        call: (body, end) => stack.use(startFixture('caller', place.address, body, end)),
      })
    })
  }
}

/** The test's own app on the store. It delivers nothing. */
function openDesk(setup: PartySetup) {
  const { app, anything, numbered } = createApp({ ...setup, worker: false })
  const { endpoints, line } = app.delivery
  return {
    app,
    anything,
    numbered,
    endpoints,
    store: line.store,
    endpoint: async (url: string) => (await endpoints.create(tenant, { url })).endpoint.id,
    /** Every delivery of the tenant, newest first. */
    async deliveries(): Promise<Awaited<ReturnType<Store['listDeliveries']>>> {
      await line.open()
      const all = await line.store.listDeliveries(tenant, {}, { limit: 1_000 })
      for (let page = all; page.length === 1_000; all.push(...page)) {
        page = await line.store.listDeliveries(tenant, {}, { limit: 1_000, after: page.at(-1)?.id })
      }
      return all
    },
    [Symbol.asyncDispose]: () => app.close(),
  }
}

type Desk = Omit<ReturnType<typeof openDesk>, typeof Symbol.asyncDispose>
