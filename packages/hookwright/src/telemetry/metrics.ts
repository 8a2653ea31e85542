import type { Histogram } from '@opentelemetry/api'

import type { Clock } from '../clock.ts'
import type { AttemptReport } from '../delivery/report.ts'
import type { Measures, MeasureRequest } from '../store/operator.ts'
import { durationBounds, instruments, type Instrument } from './instruments.ts'
import { Meters } from './meters.ts'
import { Counts, Distributions, type Reading } from './points.ts'
import { prometheusText } from './prometheus.ts'

export interface MetricsSource {
  clock: Clock
  /** Asks the store. */
  measure(request: MeasureRequest): Promise<Measures>
}

/** Beyond this many of a kind nobody counts: some milliseconds of work for the store. */
const most = 100_000

/** A store that takes longer is taken for one that does not answer, before whoever asks gives up. */
const patienceMs = 3_000

/**
 * What this process has done, and how much there is to do. It is noted here once, and read from here by an
 * OpenTelemetry SDK, where one is registered, and as Prometheus text, which needs none.
 */
export class Metrics {
  readonly #source: MetricsSource
  readonly #messages = new Counts(instruments.messages)
  readonly #attempts = new Counts(instruments.attempts)
  readonly #durations = new Distributions(instruments.attemptDuration, durationBounds)
  readonly #ended = new Counts(instruments.deliveriesEnded)
  #active = 0
  #measuring: Promise<Measures | null> | null = null
  readonly #meters = new Meters(() => this.read())
  /** Of the SDK: distributions are the one thing that it cannot read from elsewhere. */
  #histogram: Histogram | undefined

  constructor(source: MetricsSource) {
    this.#source = source
  }

  /** Lets the OpenTelemetry SDK that is registered by now, if any is, read from here until `disconnect`. */
  connect(): void {
    this.#histogram = this.#meters.connect()
  }

  disconnect(): void {
    this.#histogram = undefined
    this.#meters.disconnect()
  }

  messageStored(eventType: string): void {
    this.#messages.addOne(eventType)
  }

  attemptStarted(): void {
    this.#active++
  }

  attemptEnded(): void {
    this.#active--
  }

  attemptRecorded({ outcome, durationMs, nextAttemptAt }: AttemptReport): void {
    const seconds = durationMs / 1000
    this.#attempts.addOne(outcome)
    this.#durations.add(outcome, seconds)
    this.#histogram?.record(seconds, { outcome })
    if (nextAttemptAt === null) this.#ended.addOne(outcome === 'succeeded' ? 'succeeded' : 'failed')
  }

  /** In the text format of Prometheus, 0.0.4 (`contentType` of `prometheus.ts`). Never rejects. */
  async text(): Promise<string> {
    return prometheusText(await this.read())
  }

  /** Never rejects: where the store does not answer, its numbers are left out. */
  async read(): Promise<Reading[]> {
    // Before the counts, so that these are those of the moment in which they are told.
    const queue = await this.#readStore()
    return [
      this.#messages.read(),
      this.#attempts.read(),
      this.#durations.read(),
      gauge(instruments.attemptsActive, this.#active),
      this.#ended.read(),
      ...queue,
    ]
  }

  async #readStore(): Promise<Reading[]> {
    const now = this.#source.clock.now()
    const measures = await this.#measure(now)
    if (measures === null) return [gauge(instruments.storeUp, 0)]
    const { due, later, oldestDueAt, disabledEndpoints } = measures
    const points = [
      { label: 'due', value: due },
      { label: 'later', value: later },
    ]
    return [
      { instrument: instruments.queueDepth, points },
      gauge(instruments.queueOldestDueAge, oldestDueAt === null ? 0 : Math.max(now - oldestDueAt, 0) / 1000),
      gauge(instruments.endpointsDisabled, disabledEndpoints),
      gauge(instruments.storeUp, 1),
    ]
  }

  /** One question for all that ask at the same time. Null where the store does not answer, or not in time. */
  #measure(now: number): Promise<Measures | null> {
    this.#measuring ??= this.#ask(now).finally(() => {
      this.#measuring = null
    })
    return this.#measuring
  }

  async #ask(now: number): Promise<Measures | null> {
    const tooLate = Promise.withResolvers<null>()
    const cancel = this.#source.clock.after(patienceMs, () => tooLate.resolve(null))
    const answer = this.#source.measure({ now, most }).catch(() => null)
    return Promise.race([answer, tooLate.promise]).finally(cancel)
  }
}

function gauge(instrument: Instrument, value: number): Reading {
  return { instrument, points: [{ label: null, value }] }
}
