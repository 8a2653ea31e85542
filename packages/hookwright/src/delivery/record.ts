import type { Clock } from '../clock.ts'
import type { AttemptRecord, ClaimedDelivery, RecordResult, Store } from '../store/store.ts'
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
          `The attempt of delivery ${record.deliveryId} came after its lease had ended, and another worker has it: not recorded.`,
        )
        return
      } catch (error) {
        if (this.#lastTry || clock.now() >= held.delivery.leaseUntil) {
          const { outcome } = record.attempt
          warn(
            logger,
            `The attempt of delivery ${record.deliveryId} (${outcome}) could not be recorded and will be repeated`,
            error,
          )
          return
        }
        const waitMs = rest.backoffMs(failures)
        warn(logger, `Store ${store.name} failed to record an attempt; trying again in ${waitMs} ms`, error)
        await rest.pause(waitMs)
      }
    }
  }

  #report(delivery: ClaimedDelivery, { attempt, next }: AttemptRecord): void {
    try {
      this.#options.onAttempt?.({
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
      })
    } catch (error) {
      warn(this.#options.logger, 'delivery.onAttempt threw', error)
    }
  }
}
