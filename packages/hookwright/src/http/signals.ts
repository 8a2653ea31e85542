import { constants } from 'node:os'

export type StopSignal = 'SIGINT' | 'SIGTERM'

/** Ctrl-C reaches every process of the terminal, and npm and `timeout` pass it on once more: that is one wish, not two. */
const echoMs = 500

/**
 * Calls `stop` with the first SIGINT or SIGTERM. A later one, after half a second, ends the process at once, with
 * 128 and its number as shells know it, whatever else listens for signals. The returned function ends all that.
 */
export function onStopSignal(stop: (signal: StopSignal) => void): () => void {
  let firstAt: number | undefined
  const heed = (signal: StopSignal) => {
    if (firstAt === undefined) {
      firstAt = performance.now()
      stop(signal)
    } else if (performance.now() - firstAt > echoMs) {
      process.exit(128 + constants.signals[signal])
    }
  }
  process.on('SIGINT', heed)
  process.on('SIGTERM', heed)
  return () => {
    process.off('SIGINT', heed)
    process.off('SIGTERM', heed)
  }
}
