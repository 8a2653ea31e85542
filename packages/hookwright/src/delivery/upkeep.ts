import { systemClock, type Clock } from '../clock.ts'
import type { Store } from '../store/store.ts'
import { loggerOf, warn, type Logger } from './logger.ts'
import { Rest } from './rest.ts'
import { statisticsMs, type Retention } from './retention.ts'
import { Statistics } from './statistics.ts'

export interface UpkeepOptions {
  /** Already open. Whoever opened it closes it, after `stop`. */
  store: Store
  retention: Retention
  /** What its worker counts. */
  statistics: Statistics
  /** Milliseconds after which is looked for a replay that somebody started. */
  pollMs: number
  /** Called when deliveries of a replay were stored. */
  onReplayed: () => void
  /** Default: `console`. */
  logger?: Logger | undefined
  clock?: Clock
  random?: () => number
}

/** Deliveries of replays that an endpoint may have open: what is sent meanwhile waits behind no more than these. */
const mostOpenReplayed = 100

/** Before an endpoint that has so many gets more. */
const replayRestMs = 250

/** Deliveries or messages that one step of a replay looks at: some milliseconds of work. */
const replayLimit = 500

/** Rows of each kind that are deleted together. */
const pruneLimit = 500

/** Between two steps of either, in which the store does what is waited for. */
const betweenStepsMs = 20

const pruneEveryMs = 60_000

/** After the call of `stop`, how long a step that is under way may take. */
const lastWordsMs = 2_000

/**
 * What a worker does beside delivering: takes replays further and deletes what is older than it is to be kept, both
 * in small steps, and writes its statistics. Any number of workers may do so on one store.
 */
export class Upkeep {
  readonly #options: UpkeepOptions
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #random: () => number
  readonly #rests: Rest[] = []
  #running: Promise<void> | null = null
  #stopping = false
  /** When a replay was last taken further: it may only be resting. */
  #steppedAt = -Infinity

  constructor(options: UpkeepOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#logger = loggerOf(options.logger)
    this.#random = options.random ?? Math.random
  }

  /** Idempotent. */
  start(): void {
    this.#running ??= Promise.all([
      this.#repeat('advance replays', () => this.#replay()),
      this.#repeat('delete what is old', () => this.#prune()),
      this.#repeat('write statistics', () => this.#writeStatistics()),
    ]).then(() => undefined)
  }

  /** Lets the steps that are under way finish. Takes at most two seconds. Idempotent. */
  async stop(): Promise<void> {
    this.#stopping = true
    for (const rest of this.#rests) {
      rest.wake()
      rest.endPauses()
    }
    if (this.#running) await new Rest(this.#clock, this.#random).within(this.#running, lastWordsMs)
  }

  /** Writes what was counted until the end. Takes at most two seconds. To be called once the last attempt is recorded. */
  async writeLast(): Promise<void> {
    const { store, statistics } = this.#options
    const written = statistics.write(store, this.#clock.now()).catch((error: unknown) => {
      warn(
        this.#logger,
        { event: 'statistics_lost', store: store.name },
        `Store ${store.name} did not take the last seconds of statistics; they are lost`,
        error,
      )
    })
    await new Rest(this.#clock, this.#random).within(written, lastWordsMs)
  }

  /** `step` does a little and returns how many milliseconds to wait before the next. */
  async #repeat(what: string, step: () => Promise<number>): Promise<void> {
    const rest = new Rest(this.#clock, this.#random)
    this.#rests.push(rest)
    for (let failures = 0; !this.#stopping;) {
      try {
        const waitMs = await step()
        failures = 0
        if (!this.#stopping) await rest.sleep(waitMs)
      } catch (error) {
        if (this.#stopping) return
        const waitMs = rest.backoffMs(failures++)
        warn(
          this.#logger,
          { event: 'store_failed', store: this.#options.store.name, operation: what, waitMs },
          `Store ${this.#options.store.name} failed to ${what}; trying again in ${waitMs} ms`,
          error,
        )
        await rest.pause(waitMs)
      }
    }
  }

  async #replay(): Promise<number> {
    const { store, pollMs, onReplayed } = this.#options
    const step = await store.advanceReplay({
      now: this.#clock.now(),
      limit: replayLimit,
      mostOpen: mostOpenReplayed,
      restMs: replayRestMs,
    })
    if (step === undefined) {
      const isUnderWay = this.#clock.now() - this.#steppedAt < 10 * pollMs
      return isUnderWay ? Math.min(replayRestMs, pollMs) : pollMs
    }
    this.#steppedAt = this.#clock.now()
    if (step.created > 0) onReplayed()
    return betweenStepsMs
  }

  async #writeStatistics(): Promise<number> {
    const { store, statistics } = this.#options
    const now = this.#clock.now()
    await statistics.write(store, now)
    return Statistics.untilNext(now)
  }

  async #prune(): Promise<number> {
    const { store, retention } = this.#options
    const now = this.#clock.now()
    const before = (ageMs: number | null) => (ageMs === null ? null : now - ageMs)
    const { isMore } = await store.prune({
      now,
      limit: pruneLimit,
      keysBefore: before(retention.keysMs),
      bodiesBefore: before(retention.bodiesMs),
      attemptsBefore: before(retention.attemptsMs),
      deliveriesBefore: before(retention.deliveriesMs),
      statisticsBefore: now - statisticsMs(retention),
    })
    // Workers that were started together do not go on together.
    return isMore ? betweenStepsMs : Math.round(pruneEveryMs * (0.75 + this.#random() / 4))
  }
}
