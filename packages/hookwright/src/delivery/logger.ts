/** Where a dispatcher says what the operator should know. `console` is one. */
export interface Logger {
  info(message: string): void
  warn(message: string): void
}

/** `what: why`, without a stack: these are failures of other systems, and go on for a while. */
export function warn(logger: Logger, what: string, error: unknown): void {
  logger.warn(`${what}: ${error instanceof Error ? error.message : String(error)}`)
}
