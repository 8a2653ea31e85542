import type { LogFields, Logger } from '../delivery/logger.ts'
import type { AttemptReport } from '../delivery/report.ts'

/** Tells of an attempt: that a delivery has failed for good is a warning, one that succeeded is ordinary. */
export function logAttempt(logger: Logger, report: AttemptReport): void {
  const { attempt, eventType, outcome, durationMs, error, nextAttemptAt } = report
  // What most attempts do, and most loggers do not want: then nothing is put into words.
  if (outcome === 'succeeded' && logger.debug === undefined) return
  const what = `Attempt ${attempt} of ${eventType}`
  if (outcome === 'succeeded') {
    logger.debug?.(fieldsOf(report), `${what} succeeded in ${durationMs} ms.`)
  } else if (nextAttemptAt !== null) {
    const next = new Date(nextAttemptAt).toISOString()
    logger.info(fieldsOf(report), `${what} ended as ${outcome}: ${error} The next is due at ${next}.`)
  } else {
    logger.warn(fieldsOf(report), `${what} was the last and ended as ${outcome}: ${error}`)
  }
}

/** Not the URL: many receivers tell callers apart by a secret in it. */
function fieldsOf(report: AttemptReport): LogFields {
  const { tenant, messageId, deliveryId, endpointId, eventType, nextAttemptAt } = report
  const { attempt, outcome, status, durationMs, error } = report
  const ids = { tenant, messageId, deliveryId, endpointId, eventType }
  const next = nextAttemptAt === null ? null : new Date(nextAttemptAt).toISOString()
  return { event: 'attempt', ...ids, attempt, outcome, status, durationMs, error, nextAttemptAt: next }
}
