import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock } from '../clock.ts'
import type { Clock } from '../clock.ts'
import { checkAddressPolicy, refusalOfUrl } from '../endpoints/guard.ts'
import type { AddressPolicy } from '../endpoints/guard.ts'
import { SecretBox } from '../endpoints/secret-box.ts'
import { HookwrightError } from '../errors.ts'
import type { ClaimedDelivery, Release, Store } from '../store/store.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { makeAttempt } from './attempt.ts'
import type { AttemptContext, Made } from './attempt.ts'
import { Batcher } from './batch.ts'
import { Claims } from './claims.ts'
import type { EgressProxy } from './egress-proxy.ts'
import { Lanes } from './lane.ts'
import type { Held, Lane } from './lane.ts'
import { loggerOf, warn } from './logger.ts'
import type { Logger } from './logger.ts'
import { pinnedLookup } from './lookup.ts'
import type { Resolver } from './lookup.ts'
import { Pauses } from './pauses.ts'
import { Pools } from './pools.ts'
import { Recorder, whichOf } from './record.ts'
import type { DeliveryHooks } from './record.ts'
import { remembered } from './remember.ts'
import { Rest } from './rest.ts'
import { dispatcherSettings } from './settings.ts'
import type { DispatcherSettings } from './settings.ts'
import type { Statistics } from './statistics.ts'

export interface DispatcherOptions extends DeliveryHooks {
  /** Already open. Whoever opened it closes it, after `stop`. */
  store: Store
  policy: AddressPolicy
  /** What decrypts the endpoints' secrets. Default: one without keys, for secrets in plain. */
  secretBox?: SecretBox
  settings?: Partial<DispatcherSettings>
  /** Whether messages are stored that tell of endpoints disabled and attempts spent. Default: false. */
  storesNotices?: boolean
  /** Default: `console`. */
  logger?: Logger | undefined
  /** What is told of each attempt. Default: nothing is. */
  metrics?: Metrics | undefined
  /** What counts each attempt that is recorded. */
  statistics?: Statistics | undefined
  /** See `DeliveryOptions`. */
  propagateTrace?: boolean | undefined
  clock?: Clock
  /** From 0 to below 1. Default: `Math.random`. */
  random?: () => number
  /** What requests go out through. Default: null, for nothing. */
  proxy?: EgressProxy | null
  /** Default: the operating system's resolver. */
  resolver?: Resolver
}

/** What must be left of a lease, beyond the timeout, for the attempt to be recorded within it. */
const recordMarginMs = 2_000

/** After the grace of `stop`, how long the store gets to note what was given up. */
const lastWordsMs = 2_000

const dayMs = 86_400_000

/** Between two claims when the first left something due, as when another worker was just taking it. */
const soonMs = 10

/** So many endpoints' URLs are looked at once only. */
const mostUrls = 4_096

/** Deliveries in hand for each attempt that may be under way: those that wait for a slot or are being recorded. */
const heldPerAttempt = 4

/**
 * Takes due deliveries from the store and makes their attempts: any number of dispatchers may work on one
 * store. The store is the truth. It is asked at least every `pollMs`; `wake` only makes that sooner.
 */
export class Dispatcher {
  readonly #store: Store
  readonly #settings: DispatcherSettings
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #context: AttemptContext
  readonly #recorder: Recorder
  readonly #releases: Batcher<Release, undefined>

  readonly #lanes: Lanes
  /** By delivery id. Never more than `#mostHeld`. */
  readonly #held = new Map<string, Held>()
  readonly #mostHeld: number
  /** Exchanges under way. Never more than `concurrency`. */
  #active = 0
  /** Lanes that could start an attempt but for `concurrency`; the one that waits for longest is first. */
  readonly #starved = new Set<Lane>()
  readonly #attempts = new Set<Promise<void>>()

  readonly #claims: Claims
  readonly #pauses: Pauses
  /** Whether the last claim may have left something behind because no more could be taken in hand. */
  #atCapacity = false
  /** Endpoints that the last claim left out because their lanes wanted nothing. */
  #skipped: ReadonlySet<string> = new Set()

  readonly #rest: Rest
  #running: Promise<void> | null = null
  #stopped: Promise<void> | null = null
  #stopping = false

  /** Throws `bad_option` for a setting or an address range that cannot be. */
  constructor(options: DispatcherOptions) {
    checkAddressPolicy(options.policy)
    const settings = dispatcherSettings(options.settings ?? {})
    this.#store = options.store
    this.#settings = settings
    this.#clock = options.clock ?? systemClock
    this.#logger = loggerOf(options.logger)
    this.#lanes = new Lanes(settings.endpointConcurrency)
    this.#mostHeld = settings.concurrency * heldPerAttempt
    this.#claims = new Claims(this.#store, settings)
    this.#pauses = new Pauses(this.#store, settings.pollMs)
    const random = options.random ?? Math.random
    this.#rest = new Rest(this.#clock, random)
    this.#recorder = new Recorder({
      store: this.#store,
      clock: this.#clock,
      rest: this.#rest,
      logger: this.#logger,
      hooks: options,
      onNotices: () => this.wake(),
      metrics: options.metrics,
      statistics: options.statistics,
    })
    this.#releases = new Batcher(async (releases) => {
      await this.#store.release(releases)
      return releases.map(() => undefined)
    })
    this.#context = {
      clock: this.#clock,
      random,
      refusalOf: remembered(mostUrls, (url) => ({ refusal: refusalOfUrl(url, options.policy) })),
      secretBox: options.secretBox ?? new SecretBox(),
      pools: new Pools({
        clock: this.#clock,
        lookup: pinnedLookup(options.policy, options.resolver),
        proxy: options.proxy ?? null,
        connectTimeoutMs: settings.timeoutMs,
        // Many endpoints may share an origin: waiting for a connection there would be taken for a slow receiver.
        connections: settings.concurrency,
      }),
      timeoutMs: settings.timeoutMs,
      schedule: settings.retryScheduleMs,
      keptBodyBytes: settings.keptBodyBytes,
      disableAfterMs: settings.disableAfterDays === null ? null : settings.disableAfterDays * dayMs,
      storesNotices: options.storesNotices ?? false,
      propagateTrace: options.propagateTrace ?? false,
      metrics: options.metrics,
    }
  }

  /** Begins to deliver. Idempotent; throws once it was stopped. */
  start(): void {
    if (this.#stopped)
      throw new HookwrightError('bad_option', 'This dispatcher was stopped; create another one.')
    this.#running ??= this.#run()
  }

  /** Says that something may be due now. Cheap: any number of calls make one question to the store. */
  wake(): void {
    this.#rest.wake()
  }

  /**
   * Claims no more, gives waiting deliveries back and lets attempts under way finish. Those that have not
   * finished after `graceMs` (default 10,000) are broken off and given back, not counted as attempts.
   * Takes at most two seconds longer. Idempotent.
   */
  stop({ graceMs = 10_000 }: { graceMs?: number } = {}): Promise<void> {
    this.#stopped ??= this.#shutDown(graceMs)
    return this.#stopped
  }

  async #run(): Promise<void> {
    let failures = 0
    while (!this.#stopping) {
      try {
        // Attempts end in groups, because they are recorded in groups: let all of one group free their slots.
        await nextTurn()
        this.#rest.forgetWakes()
        const now = this.#clock.now()
        for (const lane of await this.#pauses.notice(this.#lanes.all(), now)) this.#empty(lane, now)
        const more = await this.#claim()
        const sleepMs = more ? 0 : await this.#untilDue()
        if (failures > 0) this.#tellRecovered()
        failures = 0
        if (sleepMs > 0 && !this.#stopping) await this.#rest.sleep(sleepMs)
      } catch (error) {
        if (this.#stopping) return
        const waitMs = this.#rest.backoffMs(failures++)
        warn(
          this.#logger,
          { event: 'store_failed', store: this.#store.name, operation: 'claim', waitMs },
          `Store ${this.#store.name} failed to hand out deliveries; asking again in ${waitMs} ms`,
          error,
        )
        await this.#rest.pause(waitMs)
      }
    }
  }

  #tellRecovered(): void {
    const { name: store } = this.#store
    // A warning too, although a good one: it says that the last one is over.
    this.#logger.warn({ event: 'store_recovered', store }, `Store ${store} answers again; delivery goes on.`)
  }

  /** Fills free slots. Returns whether more may be had at once. */
  async #claim(): Promise<boolean> {
    const room = this.#mostHeld - this.#held.size
    const limit = Math.min(this.#claims.size, room)
    this.#atCapacity = limit <= 0
    if (this.#atCapacity || this.#stopping) return false

    this.#skipped = this.#lanes.beforeClaim(this.#clock.now())
    const taking = { now: this.#clock.now(), limit, spare: room - limit, skip: this.#skipped }
    const claimed = await this.#claims.take(taking)
    const surplus = this.#accept(claimed)
    this.#claims.learn(claimed.length, surplus)
    // After a surplus its lanes are full: the next claim leaves them out, and shows what else is due.
    const more = claimed.length >= limit || surplus > 0
    this.#atCapacity = more && this.#held.size >= this.#mostHeld
    return more && !this.#atCapacity
  }

  /** Takes in what its lane has room for and gives back the rest. Returns how many found no room. */
  #accept(claimed: readonly ClaimedDelivery[]): number {
    const now = this.#clock.now()
    let surplus = 0
    for (const delivery of claimed) {
      const mine = this.#held.get(delivery.id)
      if (mine) {
        // Its lease ran out (a stall, a leap of the clock) while it was in hand here: go on, as the newer claim.
        mine.delivery = delivery
        continue
      }
      const lane = this.#lanes.of(delivery.endpoint.id)
      if (lane.pausedUntil > now) {
        this.#release(delivery, now)
      } else if (this.#stopping || lane.room <= 0) {
        surplus++
        this.#release(delivery, now)
      } else {
        const held: Held = { delivery, lane, controller: new AbortController() }
        this.#held.set(delivery.id, held)
        lane.waiting.push(held)
        this.#pump(lane)
      }
    }
    return surplus
  }

  /** Starts what the lane may start, and gives back what must not wait in it any longer. */
  #pump(lane: Lane): void {
    if (lane.closed) return
    const now = this.#clock.now()
    if (this.#stopping || lane.pausedUntil > now) this.#empty(lane, now)
    while (lane.waiting.length > 0 && lane.canStart) {
      if (this.#active >= this.#settings.concurrency) {
        this.#starved.add(lane)
        return
      }
      const held = lane.waiting.shift()
      if (!held) return
      const timeoutMs = held.delivery.endpoint.timeoutMs ?? this.#settings.timeoutMs
      if (held.delivery.leaseUntil - now < timeoutMs + recordMarginMs) this.#giveBack(held, now)
      else this.#start(held)
    }
    while (lane.room < 0) {
      const held = lane.waiting.pop()
      if (!held) return
      this.#giveBack(held, now)
    }
  }

  #start(held: Held): void {
    this.#active++
    held.lane.active++
    const work = this.#deliver(held).finally(() => this.#attempts.delete(work))
    this.#attempts.add(work)
  }

  /** After an attempt: its slot goes to the lane that has waited for longest, if any has. */
  #freeSlot(lane: Lane): void {
    this.#active--
    lane.active--
    for (const starved of this.#starved) {
      this.#starved.delete(starved)
      this.#pump(starved)
      if (this.#active >= this.#settings.concurrency) break
    }
  }

  /** One delivery's attempt, from its start to its record. Never rejects. */
  async #deliver(held: Held): Promise<void> {
    const { lane, controller } = held
    let made: Made | null = null
    try {
      made = await makeAttempt(held.delivery, this.#context, controller)
    } catch (error) {
      // Every failure of a receiver is an outcome, so this is a mistake of ours. The lease keeps it from spinning.
      warn(
        this.#logger,
        { event: 'attempt_error', ...whichOf(held.delivery) },
        `The attempt of delivery ${held.delivery.id} ended in an unexpected error; trying it again later`,
        error,
      )
    }
    const record = made?.record
    const gone = record?.endpoint ? 'disable' in record.endpoint : false
    // Before the slot is free: a receiver that wants nothing more must not get the next one.
    if (gone) lane.closed = true
    const pauseUntil = record?.endpoint && 'pauseUntil' in record.endpoint ? record.endpoint.pauseUntil : 0
    lane.pauseUntil(pauseUntil)
    if (record) lane.learn(record.attempt.outcome)
    this.#freeSlot(lane)
    if (made) {
      this.#pump(lane)
      this.#wakeFor(lane)
      await this.#recorder.record(held, made)
      lane.pauseWasStored(pauseUntil)
      // What it held of a limit is free now.
      if (held.delivery.endpoint.isLimited) this.wake()
    } else if (controller.signal.aborted) {
      this.#release(held.delivery, this.#clock.now())
    }
    this.#held.delete(held.delivery.id)
    if (gone) {
      lane.closed = false
      // The store knows by now that the endpoint is disabled, and cancels them when they are claimed again.
      this.#empty(lane, this.#clock.now())
    }
    this.#pump(lane)
    this.#lanes.forgetIfIdle(lane, this.#clock.now())
    this.#wakeFor(lane)
  }

  #empty(lane: Lane, dueAt: number): void {
    for (const held of lane.waiting.splice(0)) this.#giveBack(held, dueAt)
  }

  #giveBack({ delivery }: Held, dueAt: number): void {
    this.#held.delete(delivery.id)
    this.#release(delivery, dueAt)
  }

  #release(delivery: ClaimedDelivery, dueAt: number): void {
    const { tenant, id: deliveryId, fence } = delivery
    this.#releases.add({ tenant, deliveryId, fence, dueAt }).catch((error: unknown) => {
      warn(
        this.#logger,
        { event: 'lease_kept', ...whichOf(delivery) },
        `The lease of delivery ${deliveryId} could not be given back; it ends by itself`,
        error,
      )
    })
  }

  async #shutDown(graceMs: number): Promise<void> {
    this.#stopping = true
    this.#rest.wake()
    this.#rest.endPauses()
    for (const lane of this.#lanes.all()) this.#pump(lane)
    const drained = this.#drain()
    if (!(await this.#rest.within(drained, graceMs))) {
      this.#recorder.hurry()
      for (const { controller } of this.#held.values()) controller.abort()
      this.#rest.endPauses()
      if (!(await this.#rest.within(drained, lastWordsMs))) {
        this.#logger.warn(
          { event: 'stop_overdue', store: this.#store.name, deliveries: this.#held.size },
          `Store ${this.#store.name} did not answer in time; ${this.#held.size} deliveries go on when their leases have ended.`,
        )
      }
    }
    await this.#context.pools.close()
  }

  async #drain(): Promise<void> {
    await this.#running
    while (this.#attempts.size > 0) await Promise.all(this.#attempts)
    await this.#releases.idle()
  }

  #wakeFor(lane: Lane): void {
    const isWanting = this.#skipped.has(lane.endpointId) && lane.mayWant(this.#clock.now())
    if (this.#atCapacity || isWanting) this.wake()
  }

  async #untilDue(): Promise<number> {
    const { pollMs } = this.#settings
    if (this.#atCapacity) return pollMs
    const dueAt = Math.min((await this.#store.nextDueAt()) ?? Infinity, this.#claims.limitedAt ?? Infinity)
    const waitMs = dueAt - this.#clock.now()
    // What is due but was not claimed belongs to a full lane, which wakes this up when it has room.
    return waitMs > 0 ? Math.min(waitMs, pollMs) : this.#skipped.size > 0 ? pollMs : soonMs
  }
}
