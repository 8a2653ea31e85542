import type { Clock } from '../clock.ts'
import type { AttemptRecord, ClaimedDelivery, RecordResult, Store } from '../store/store.ts'
import { logAttempt } from '../telemetry/attempt-log.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { Batcher } from './batch.ts'
import type { Held } from './lane.ts'
import { warn } from './logger.ts'
import type { Logger } from './logger.ts'
import type { AttemptReport } from './report.ts'
import type { Rest } from './rest.ts'

export interface RecorderOptions {
  store: Store
  clock: Clock
  rest: Rest
  logger: Logger
  metrics: Metrics | undefined
  onAttempt: ((report: AttemptReport) => void) | undefined
}

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
  async record(held: Held, record: AttemptRecord): Promise<void> {
    const { store, clock, rest, logger } = this.#options
    for (let failures = 0; ; failures++) {
      const { fence } = held.delivery
      try {
        const result = await this.#batcher.add({ ...record, fence })
        if (result === 'recorded') return this.#report(held.delivery, record)
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

  #report(delivery: ClaimedDelivery, { attempt, next }: AttemptRecord): void {
    const report: AttemptReport = {
      tenant: delivery.tenant,
      messageId: delivery.messageId,
      deliveryId: delivery.id,
      endpointId: delivery.endpoint.id,
      url: delivery.endpoint.url,
      eventType: delivery.eventType,
      attempt: attempt.number,
      outcome: attempt.outcome,
      status: attempt.status,
      durationMs: attempt.durationMs,
      error: attempt.error,
      nextAttemptAt: next.state === 'pending' ? next.dueAt : null,
    }
    const { logger, metrics, onAttempt } = this.#options
    metrics?.attemptRecorded(report)
    logAttempt(logger, report)
    try {
      onAttempt?.(report)
    } catch (error) {
      warn(logger, { event: 'hook_threw', hook: 'onAttempt' }, 'delivery.onAttempt threw', error)
    }
  }
}

/** What a line of the log says of a delivery. */
export function whichOf({ tenant, messageId, id, endpoint }: ClaimedDelivery) {
  return { tenant, messageId, deliveryId: id, endpointId: endpoint.id }
}
