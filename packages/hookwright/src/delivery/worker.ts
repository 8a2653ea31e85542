import type { App } from '../app.ts'
import { Dispatcher } from './dispatch.ts'
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

/**
 * A worker for an app whose `delivery.worker` is false, or that is served without `serve`.
 *
 * @throws HookwrightError `delivery_not_configured`, `bad_option`
 */
export function createWorker(app: App): Worker {
  const { line } = app.delivery
  const { options } = line
  const dispatcher = new Dispatcher({
    store: line.store,
    policy: line.policy,
    secretBox: line.secretBox,
    settings: line.settings,
    onAttempt: options.onAttempt,
    logger: options.logger,
    metrics: line.metrics,
    propagateTrace: options.propagateTrace,
    clock: line.clock,
  })
  const wake = () => dispatcher.wake()
  const upkeep = new Upkeep({
    store: line.store,
    retention: line.retention,
    clock: line.clock,
    pollMs: line.settings.pollMs,
    logger: options.logger,
    onReplayed: wake,
  })
  let stopListening: (() => void)[] = []
  return {
    async start() {
      await line.open()
      dispatcher.start()
      upkeep.start()
      // What this process stores, and what others do.
      if (stopListening.length === 0) stopListening = [line.onStored(wake), line.store.subscribe(wake)]
    },
    async stop(stopOptions) {
      for (const stop of stopListening.splice(0)) stop()
      await Promise.all([upkeep.stop(), dispatcher.stop(stopOptions)])
    },
  }
}
