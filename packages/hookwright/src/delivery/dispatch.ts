import { setImmediate as nextTurn } from 'node:timers/promises'
import { systemClock } from '../clock.ts'
import type { Clock } from '../clock.ts'
import { checkAddressPolicy, refusalOfUrl } from '../endpoints/guard.ts'
import type { AddressPolicy } from '../endpoints/guard.ts'
import { SecretBox } from '../endpoints/secret-box.ts'
import { HookwrightError } from '../errors.ts'
import type { Store } from '../store/store.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { AttemptContext } from './attempt.ts'
import { Claims } from './claims.ts'
import type { EgressProxy } from './egress-proxy.ts'
import { Hand } from './hand.ts'
import type { Lane } from './lane.ts'
import { loggerOf, warn } from './logger.ts'
import type { Logger } from './logger.ts'
import { pinnedLookup } from './lookup.ts'
import type { Resolver } from './lookup.ts'
import type { Offer, Taker } from './offer.ts'
import { Pauses } from './pauses.ts'
import { Pools } from './pools.ts'
import { Recorder } from './record.ts'
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

/** After the grace of `stop`, how long the store gets to note what was given up. */
const lastWordsMs = 2_000

const dayMs = 86_400_000

/** Between two claims when the first left something due, as when another worker was just taking it. */
const soonMs = 10

/** Claimed at once where all that was due had been claimed: more would only keep room from what is leased as it is stored. */
const fewAtOnce = 64

/** Deliveries that it would like to hold for each attempt that it may have under way. */
const wantedPerAttempt = 1.5

/** So many endpoints' URLs are looked at once only. */
const mostUrls = 4_096

/**
 * Takes due deliveries from the store and makes their attempts: any number of dispatchers may work on one
 * store. The store is the truth. It is asked at least every `pollMs`; `wake` only makes that sooner.
 */
export class Dispatcher implements Taker {
  readonly #store: Store
  readonly #settings: DispatcherSettings
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #context: AttemptContext
  readonly #recorder: Recorder
  readonly #hand: Hand

  readonly #claims: Claims
  readonly #pauses: Pauses
  /** Whether the last claim may have left something behind because no more could be taken in hand. */
  #atCapacity = false
  /** Endpoints that the last claim left out because their lanes wanted nothing. */
  #skipped: ReadonlySet<string> = new Set()
  /** Whether the store may have deliveries that are due and older than what is being stored. */
  #isBehind = true

  readonly #rest: Rest
  /** Infinity while it does not sleep: it may have asked when the next delivery is due already. */
  #sleepsUntil = Infinity
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
      onRetry: (dueAt) => {
        if (dueAt < this.#sleepsUntil) this.wake()
      },
      metrics: options.metrics,
      statistics: options.statistics,
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
    this.#hand = new Hand({
      store: this.#store,
      settings,
      context: this.#context,
      recorder: this.#recorder,
      logger: this.#logger,
      onRoom: (lane) => this.#wakeFor(lane),
      onLimitFreed: () => this.wake(),
      onGivenBack: () => this.wake(),
    })
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

  /** Less the more it holds, so that what is stored and what is delivered come into step. */
  get appetite(): number | null {
    return this.#isTaking ? this.#settings.concurrency * wantedPerAttempt - this.#hand.size : null
  }

  get #isTaking(): boolean {
    return this.#running !== null && !this.#stopping && !this.#isBehind
  }

  offer(messages: number): Offer | null {
    if (!this.#isTaking) return null
    return this.#hand.offer(messages, this.#skipped)
  }

  passesOver(endpointId: string): boolean {
    return this.#isTaking && this.#skipped.has(endpointId)
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
        for (const lane of await this.#pauses.notice(this.#hand.lanes.all(), now)) this.#hand.empty(lane, now)
        const more = await this.#claim()
        const sleepMs = more ? 0 : await this.#untilDue()
        if (failures > 0) this.#tellRecovered()
        failures = 0
        if (sleepMs > 0 && !this.#stopping) await this.#sleep(sleepMs)
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

  async #sleep(ms: number): Promise<void> {
    this.#sleepsUntil = this.#clock.now() + ms
    await this.#rest.sleep(ms)
    this.#sleepsUntil = Infinity
  }

  #tellRecovered(): void {
    const { name: store } = this.#store
    // A warning too, although a good one: it says that the last one is over.
    this.#logger.warn({ event: 'store_recovered', store }, `Store ${store} answers again; delivery goes on.`)
  }

  /** Takes in hand what is due. Returns whether more may be had at once. */
  async #claim(): Promise<boolean> {
    const { room } = this.#hand
    const limit = Math.min(this.#claims.size, room, this.#isBehind ? Infinity : fewAtOnce)
    this.#atCapacity = limit <= 0
    if (this.#atCapacity) this.#isBehind = true
    if (this.#atCapacity || this.#stopping) return false

    this.#skipped = this.#hand.lanes.beforeClaim(this.#clock.now())
    const taking = { now: this.#clock.now(), limit, spare: room - limit, skip: this.#skipped }
    // Limited endpoints may bring their share beyond the limit.
    const endReserve = this.#hand.expectClaim(Math.min(room, Math.ceil(limit * 1.5)))
    const claimed = await this.#claims.take(taking).finally(endReserve)
    const surplus = this.#hand.accept(claimed)
    this.#claims.learn(claimed.length, surplus)
    // After a surplus its lanes are full: the next claim leaves them out, and shows what else is due.
    const more = claimed.length >= limit || surplus > 0
    this.#isBehind = more
    this.#atCapacity = more && this.#hand.room <= 0
    return more && !this.#atCapacity
  }

  async #shutDown(graceMs: number): Promise<void> {
    this.#stopping = true
    this.#rest.wake()
    this.#rest.endPauses()
    this.#hand.close()
    const drained = this.#drain()
    if (!(await this.#rest.within(drained, graceMs))) {
      this.#recorder.hurry()
      this.#hand.abort()
      this.#rest.endPauses()
      if (!(await this.#rest.within(drained, lastWordsMs))) {
        this.#logger.warn(
          { event: 'stop_overdue', store: this.#store.name, deliveries: this.#hand.size },
          `Store ${this.#store.name} did not answer in time; ${this.#hand.size} deliveries go on when their leases have ended.`,
        )
      }
    }
    await this.#context.pools.close()
  }

  async #drain(): Promise<void> {
    await this.#running
    await this.#hand.drained()
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
