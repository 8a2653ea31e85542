import type { App } from '../app.ts'
import { Dispatcher } from './dispatch.ts'
import { loggerOf, warn, type Logger } from './logger.ts'
import type { AttemptReport } from './report.ts'
import { Statistics } from './statistics.ts'
import { Upkeep } from './upkeep.ts'

/** Delivers an app's webhooks, advances replays and deletes what is old. Any number of workers, in any number of processes, may work on one store. */
export interface Worker {
  /**
   * Opens the store and begins to deliver. Idempotent.
   *
   * @throws HookwrightError `store_failed`
   */
  start(): Promise<void>
  /**
   * Claims no more, lets attempts under way finish for `graceMs` (default 10,000), and gives the rest back;
   * what is given back counts as no attempt. Leaves the store open. Idempotent.
   */
  stop(options?: { graceMs?: number }): Promise<void>
}

export interface WorkerOptions {
  /** Called after each attempt that this worker has recorded, beside the app's own `delivery.onAttempt`. */
  onAttempt?: (report: AttemptReport) => void
  /** Where it says what the operator should know. Default: the app's `delivery.logger`. */
  logger?: Logger | undefined
}

/**
 * A worker for an app whose `delivery.worker` is false, or that is served without `serve`.
 *
 * @throws HookwrightError `delivery_not_configured`, `bad_option`
 */
export function createWorker(app: App, { onAttempt, logger: own }: WorkerOptions = {}): Worker {
  const { line } = app.delivery
  const logger = loggerOf(own ?? line.options.logger)
  const statistics = new Statistics()
  const dispatcher = new Dispatcher({
    store: line.store,
    policy: line.policy,
    proxy: line.proxy,
    secretBox: line.secretBox,
    settings: line.settings,
    onAttempt: tellBoth(
      tellBoth(line.options.onAttempt, onAttempt, logger),
      () => line.tellRecorded(),
      logger,
    ),
    onMessageExhausted: line.options.onMessageExhausted,
    onEndpointDisabled: line.options.onEndpointDisabled,
    storesNotices: line.options.operationalWebhooks ?? false,
    logger,
    metrics: line.metrics,
    statistics,
    propagateTrace: line.options.propagateTrace,
    clock: line.clock,
  })
  const wake = () => dispatcher.wake()
  const upkeep = new Upkeep({
    store: line.store,
    retention: line.retention,
    statistics,
    clock: line.clock,
    pollMs: line.settings.pollMs,
    onReplayed: wake,
    logger,
  })
  let stopListening: (() => void)[] = []
  return {
    async start() {
      await line.open()
      dispatcher.start()
      upkeep.start()
      // What this process stores, and what others do.
      if (stopListening.length === 0)
        stopListening = [line.deliverBy(dispatcher), line.onStored(wake), line.store.subscribe(wake)]
    },
    async stop(stopOptions) {
      for (const stop of stopListening.splice(0)) stop()
      await Promise.all([upkeep.stop(), dispatcher.stop(stopOptions)])
      await upkeep.writeLast()
    },
  }
}

/** One that throws keeps nothing from the other. */
function tellBoth(
  ofApp: WorkerOptions['onAttempt'],
  ofWorker: WorkerOptions['onAttempt'],
  logger: Logger,
): WorkerOptions['onAttempt'] {
  if (!ofWorker) return ofApp
  return (report) => {
    try {
      ofWorker(report)
    } catch (error) {
      warn(logger, { event: 'hook_threw', hook: 'onAttempt' }, "The worker's onAttempt threw", error)
    }
    ofApp?.(report)
  }
}
