import type { Clock } from '../clock.ts'
import type { AttemptRecord, ClaimedDelivery, RecordResult, Store } from '../store/store.ts'
import { logAttempt } from '../telemetry/attempt-log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Made } from './attempt.ts'
import { Batcher } from './batch.ts'
import type { Held } from './lane.ts'
import { warn } from './logger.ts'
import type { Logger } from './logger.ts'
import type { DeliveryOptions } from './options.ts'
import { reportOf } from './report.ts'
import type { Rest } from './rest.ts'
import type { Statistics } from './statistics.ts'

export interface RecorderOptions {
  store: Store
  clock: Clock
  rest: Rest
  logger: Logger
  metrics: Metrics | undefined
  statistics: Statistics | undefined
  hooks: DeliveryHooks
  /** Called when notices were stored: there is something more to deliver. */
  onNotices: () => void
  /** Called when an attempt is recorded after which another one is due. */
  onRetry: (dueAt: number) => void
}

/** What is called once an attempt is recorded. */
export type DeliveryHooks = Pick<DeliveryOptions, 'onAttempt' | 'onMessageExhausted' | 'onEndpointDisabled'>

/** Gets attempts into the store, many at once, and then tells of them. */
export class Recorder {
  readonly #options: RecorderOptions
  readonly #batcher: Batcher<AttemptRecord, RecordResult>
  #lastTry = false

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#batcher = new Batcher((records) => options.store.record(records))
  }

  /** From now on what cannot be recorded at once is given up. */
  hurry(): void {
    this.#lastTry = true
  }

  /**
   * Records until the store has it, or the lease has ended and somebody else may have the delivery. Never
   * rejects.
   */
  async record(held: Held, { record, occasion }: Made): Promise<void> {
    const { store, clock, rest, logger } = this.#options
    for (let failures = 0; ; failures++) {
      const { fence } = held.delivery
      try {
        const result = await this.#batcher.add({ ...record, fence })
        if (result !== 'stale') return this.#tell(held.delivery, { record, occasion }, result)
        // Claimed again by this very process while the record was under way: the newer token counts.
        if (held.delivery.fence !== fence) continue
        logger.info(
          { event: 'attempt_stale', ...whichOf(held.delivery) },
          `The attempt of delivery ${record.deliveryId} came after its lease had ended, and another worker has it: not recorded.`,
        )
        return
      } catch (error) {
        if (this.#lastTry || clock.now() >= held.delivery.leaseUntil) {
          const { outcome } = record.attempt
          warn(
            logger,
            { event: 'attempt_unrecorded', ...whichOf(held.delivery), outcome },
            `The attempt of delivery ${record.deliveryId} (${outcome}) could not be recorded and will be repeated`,
            error,
          )
          return
        }
        const waitMs = rest.backoffMs(failures)
        warn(
          logger,
          { event: 'store_failed', store: store.name, operation: 'record', waitMs },
          `Store ${store.name} failed to record an attempt; trying again in ${waitMs} ms`,
          error,
        )
        await rest.pause(waitMs)
      }
    }
  }

  #tell(
    delivery: ClaimedDelivery,
    { record, occasion }: Made,
    result: 'recorded' | 'disabled_endpoint',
  ): void {
    const { onAttempt, onMessageExhausted, onEndpointDisabled } = this.#options.hooks
    const { exhausted } = occasion
    const disabled = result === 'disabled_endpoint' ? occasion.disabled : null
    const report = reportOf(delivery, record)
    this.#options.metrics?.attemptRecorded(report)
    const { startedAt, durationMs, outcome } = record.attempt
    this.#options.statistics?.count(startedAt + durationMs, durationMs, outcome === 'succeeded')
    logAttempt(this.#options.logger, report)
    this.#call('onAttempt', onAttempt && (() => onAttempt(report)))
    this.#call('onMessageExhausted', exhausted && onMessageExhausted && (() => onMessageExhausted(exhausted)))
    this.#call('onEndpointDisabled', disabled && onEndpointDisabled && (() => onEndpointDisabled(disabled)))
    const { next, notices } = record
    if (next.state === 'pending') this.#options.onRetry(next.dueAt)
    if (notices.exhausted !== null || (disabled && notices.disabled !== null)) this.#options.onNotices()
  }

  #call(name: keyof DeliveryHooks, hook: (() => void) | null | undefined): void {
    try {
      hook?.()
    } catch (error) {
      warn(this.#options.logger, { event: 'hook_threw', hook: name }, `delivery.${name} threw`, error)
    }
  }
}

/** What a line of the log says of a delivery. */
export function whichOf({ tenant, messageId, id, endpoint }: ClaimedDelivery) {
  return { tenant, messageId, deliveryId: id, endpointId: endpoint.id }
}
