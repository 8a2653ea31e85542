/**
 * Where Hookwright says what the operator should know: what happened in `fields.event`, the particulars beside it, and
 * all of it again in words. A pino logger is one, and whatever else takes `(fields, message)`. Fields never hold a
 * body, a secret or a URL. Of `console` see `loggerOf`.
 */
export interface Logger {
  /** Of what is ordinary, such as an attempt that succeeded. Left out, it costs nothing. */
  debug?(fields: LogFields, message: string): void
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
}

export interface LogFields {
  event: LogEvent
  [particular: string]: string | number | null
}

/** All that is told of; docs/telemetry.md says what each means. */
export type LogEvent =
  | 'attempt'
  | 'attempt_stale'
  | 'attempt_unrecorded'
  | 'attempt_error'
  | 'hook_threw'
  | 'lease_kept'
  | 'store_failed'
  | 'store_recovered'
  | 'stop_overdue'
  | 'statistics_lost'

/** Warns that something failed: `message: why`, without a stack, for these are failures of others, and go on for a while. */
export function warn(logger: Logger, fields: LogFields, message: string, error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error)
  logger.warn({ ...fields, error: reason }, `${message}: ${reason}`)
}

/**
 * The logger that was given. Of `console`, which is the default and knows no levels, only `warn` is used: lines for
 * people, with the particulars after the words.
 */
export function loggerOf(given: Logger | undefined): Logger {
  const target = given ?? console
  if (!isConsole(target)) return target
  return { info: () => {}, warn: (fields, message) => target.warn(logLine(fields, message)) }
}

/** Also one that was made on other streams. */
function isConsole(logger: Logger | Console): logger is Console {
  return 'table' in logger && 'groupEnd' in logger
}

/** `The words. event=store_failed store=sqlite:shop.db` */
export function logLine(fields: LogFields, message: string): string {
  const particulars = Object.entries(fields)
    // What went wrong stands in the message.
    .filter(([name, value]) => value !== null && name !== 'error')
    .map(([name, value]) => `${name}=${quoteWhereNeeded(String(value))}`)
  return [message, ...particulars].join(' ')
}

function quoteWhereNeeded(value: string): string {
  return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value)
}
