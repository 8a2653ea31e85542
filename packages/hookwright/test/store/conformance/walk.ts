import assert from 'node:assert/strict'
import { test } from 'vitest'
import { leasedOf } from '../../../src/delivery/offer.ts'
import { moves } from '../../../src/delivery/state.ts'
import type { DeliveryState } from '../../../src/delivery/state.ts'
import type { ClaimedDelivery, Store } from '../../../src/store/store.ts'
import { addEndpoint, claim, ids, listAll, message, noon, recordOf } from './samples.ts'
import type { Subject } from './subject.ts'

const tenants = ['acme', 'globex'] as const
const leaseMs = 50
const steps = 300

/** What the model knows of a delivery. */
interface Known {
  tenant: string
  endpointId: string
  state: DeliveryState
  fence: number
  attempts: number
  dueAt: number | null
}

/** Does whatever comes to its mind to a store, and says beforehand what must become of each delivery. */
class Walk {
  readonly #store: Store
  readonly #random: () => number
  readonly #known = new Map<string, Known>()
  /** Endpoints that were not deleted, and whether they are enabled. */
  readonly #endpoints = new Map<string, { tenant: string; isEnabled: boolean }>()
  /** Every lease that was ever given, also those that have ended. */
  readonly #leases: ClaimedDelivery[] = []
  #now = noon

  constructor(store: Store, random: () => number) {
    this.#store = store
    this.#random = random
  }

  async step(): Promise<void> {
    const before = new Map([...this.#known].map(([id, { state }]) => [id, state]))
    this.#now += Math.floor(this.#random() * 20)
    await this.#pick([
      () => this.#addEndpoint(),
      () => this.#enqueue(),
      () => this.#enqueue(),
      () => this.#claim(),
      () => this.#claim(),
      () => this.#record(),
      () => this.#record(),
      () => this.#record(),
      () => this.#release(),
      () => this.#changeEndpoint(),
    ])()
    await this.#compare(before)
  }

  async #addEndpoint(): Promise<void> {
    const { id, tenant } = await addEndpoint(this.#store, {
      tenant: this.#pick(tenants),
      createdAt: this.#now,
    })
    this.#endpoints.set(id, { tenant, isEnabled: true })
  }

  async #enqueue(): Promise<void> {
    const dueAt = this.#now + Math.floor(this.#random() * 30)
    const sent = message({ tenant: this.#pick(tenants), createdAt: this.#now, dueAt })
    const limit = Math.floor(this.#random() * 4)
    const offer = { now: this.#now, leaseMs, limit, limitEach: 1, limits: new Map<string, number>() }
    const isOffered = this.#random() < 0.5
    const results = await this.#store.enqueue([sent], isOffered ? offer : undefined)
    const leased = isOffered ? leasedOf([sent], results, offer) : []
    const deliveries = await listAll(this.#store, sent.tenant, { messageId: sent.id })
    const wanting = [...this.#endpoints].filter(([, one]) => one.tenant === sent.tenant && one.isEnabled)
    const reached = deliveries.map(({ endpointId }) => endpointId)
    assert.deepEqual(new Set(reached), new Set(wanting.map(([id]) => id)))
    assert.equal(reached.length, wanting.length)
    for (const { id, tenant, endpointId } of deliveries) {
      this.#known.set(id, { tenant, endpointId, state: 'pending', fence: 0, attempts: 0, dueAt })
    }
    assert.equal(leased.length, isOffered && dueAt <= this.#now ? Math.min(limit, reached.length) : 0)
    for (const one of leased) {
      Object.assign(this.#find(one.id), { state: 'leased', fence: one.fence, dueAt: this.#now + leaseMs })
      this.#leases.push(one)
    }
  }

  async #claim(): Promise<void> {
    const limit = 1 + Math.floor(this.#random() * 8)
    const claimed = await claim(this.#store, { now: this.#now, leaseMs, limit })
    const due = [...this.#known].filter(([, { dueAt }]) => dueAt !== null && dueAt <= this.#now)
    const live = due.filter(([, { endpointId }]) => this.#isEnabled(endpointId))
    assert.equal(claimed.length, Math.min(limit, live.length))
    const dueTimes = live.map(([, { dueAt }]) => dueAt ?? 0).toSorted((a, b) => a - b)
    const claimedTimes = claimed.map(({ id }) => this.#find(id).dueAt)
    assert.deepEqual(claimedTimes, dueTimes.slice(0, limit))
    // It cancels those it comes across: all that were due before the last one it leased.
    for (const [id, delivery] of due) {
      if (this.#isEnabled(delivery.endpointId)) continue
      const { state } = (await this.#store.findDelivery(delivery.tenant, id)) ?? {}
      const isReached = claimed.length < limit || (delivery.dueAt ?? 0) < (dueTimes[limit - 1] ?? 0)
      if (isReached) assert.equal(state, 'canceled')
      if (state === 'canceled') this.#end(delivery, 'canceled')
    }
    for (const one of claimed) {
      const delivery = this.#find(one.id)
      Object.assign(delivery, { state: 'leased', fence: delivery.fence + 1, dueAt: this.#now + leaseMs })
      assert.equal(one.fence, delivery.fence)
      assert.equal(one.attempts, delivery.attempts)
      assert.equal(one.tenant, delivery.tenant)
      this.#leases.push(one)
    }
  }

  async #record(): Promise<void> {
    const lease = this.#someLease()
    if (lease === undefined) return
    const delivery = this.#find(lease.id)
    const dueAt = this.#now + Math.floor(this.#random() * 100)
    const next = this.#pick([
      { state: 'succeeded' },
      { state: 'failed' },
      { state: 'pending', dueAt },
    ] as const)
    const endpoint = this.#random() < 0.1 ? ({ disable: 'gone' } as const) : null
    const attempt = { startedAt: this.#now, number: delivery.attempts + 1 }
    const [result] = await this.#store.record([recordOf(lease, { next, endpoint, attempt })])
    const isNewest = delivery.state === 'leased' && delivery.fence === lease.fence
    const disables = endpoint !== null && this.#isEnabled(delivery.endpointId)
    assert.equal(result, isNewest ? (disables ? 'disabled_endpoint' : 'recorded') : 'stale')
    if (!isNewest) return
    delivery.attempts++
    if (disables) this.#disable(delivery.endpointId)
    if (next.state !== 'pending') this.#end(delivery, next.state)
    else if (!this.#isEnabled(delivery.endpointId)) this.#end(delivery, 'canceled')
    else Object.assign(delivery, { state: 'pending', dueAt })
  }

  async #release(): Promise<void> {
    const lease = this.#someLease()
    if (lease === undefined) return
    const { tenant, id, fence } = lease
    await this.#store.release([{ tenant, deliveryId: id, fence, dueAt: this.#now }])
    const delivery = this.#find(id)
    if (delivery.state !== 'leased' || delivery.fence !== fence) return
    Object.assign(delivery, { state: 'pending', dueAt: this.#now })
  }

  async #changeEndpoint(): Promise<void> {
    if (this.#endpoints.size === 0) return
    const [id, endpoint] = this.#pick([...this.#endpoints])
    const choice = this.#random()
    if (choice < 0.2) {
      await this.#store.deleteEndpoint(endpoint.tenant, id, this.#now)
      this.#disable(id)
      this.#endpoints.delete(id)
    } else if (choice < 0.5) {
      await this.#store.updateEndpoint(endpoint.tenant, id, { state: 'disabled' }, this.#now)
      this.#disable(id)
    } else {
      await this.#store.updateEndpoint(endpoint.tenant, id, { state: 'enabled' }, this.#now)
      endpoint.isEnabled = true
    }
  }

  #disable(endpointId: string): void {
    const endpoint = this.#endpoints.get(endpointId)
    if (endpoint !== undefined) endpoint.isEnabled = false
    for (const delivery of this.#known.values()) {
      if (delivery.endpointId === endpointId && delivery.state === 'pending') this.#end(delivery, 'canceled')
    }
  }

  #end(delivery: Known, state: DeliveryState): void {
    Object.assign(delivery, { state, dueAt: null })
  }

  async #compare(before: ReadonlyMap<string, DeliveryState>): Promise<void> {
    const stored = (await Promise.all(tenants.map((tenant) => listAll(this.#store, tenant)))).flat()
    assert.deepEqual(new Set(ids(stored)), new Set(this.#known.keys()))
    for (const { id, tenant, endpointId, state, attempts, dueAt, finishedAt } of stored) {
      const { fence: _, ...known } = this.#find(id)
      assert.deepEqual({ tenant, endpointId, state, attempts, dueAt }, known)
      assert.equal(finishedAt === null, dueAt !== null)
      const earlier = before.get(id)
      if (earlier !== undefined && earlier !== state) assert.ok(moves[earlier].includes(state))
    }
    const open = stored.flatMap(({ dueAt }) => (dueAt === null ? [] : [dueAt]))
    assert.equal(await this.#store.nextDueAt(), open.length === 0 ? undefined : Math.min(...open))
  }

  #isEnabled(endpointId: string): boolean {
    return this.#endpoints.get(endpointId)?.isEnabled === true
  }

  #find(id: string): Known {
    const known = this.#known.get(id)
    if (known === undefined) throw new Error(`the model knows no delivery ${id}`)
    return known
  }

  /** Mostly a recent one, sometimes one that was over long ago. */
  #someLease(): ClaimedDelivery | undefined {
    if (this.#leases.length === 0) return undefined
    return this.#pick(this.#random() < 0.8 ? this.#leases.slice(-6) : this.#leases)
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#random() * items.length)]
    if (item === undefined) throw new Error('there is nothing to pick from')
    return item
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (a linear congruential generator modulo 2^32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export function describeRandomWalk(subject: Subject): void {
  test.for([1, 2, 3, 117])('moves deliveries only as the state machine allows (seed %i)', async (seed) => {
    const walk = new Walk(subject.store, seeded(seed))
    for (let n = 0; n < steps; n++) await walk.step()
  })
}
