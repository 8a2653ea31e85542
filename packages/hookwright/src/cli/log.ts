import { logLine, type Logger } from '../delivery/logger.ts'

export const logForms = ['text', 'json'] as const
export const logLevels = ['debug', 'info', 'warn'] as const

export interface LineLoggerOptions {
  /** `text`: `2026-11-23T12:00:00.000Z warn The words. event=…`. `json`: the same as one object. */
  form: (typeof logForms)[number]
  /** What is below is left out. */
  level: (typeof logLevels)[number]
  write: (line: string) => void
}

/** A logger that writes one line a record. */
export function lineLogger({ form, level: least, write }: LineLoggerOptions): Logger {
  const at =
    (level: (typeof logLevels)[number]): Logger['info'] =>
    (fields, message) => {
      if (logLevels.indexOf(level) < logLevels.indexOf(least)) return
      const time = new Date().toISOString()
      write(
        form === 'json'
          ? JSON.stringify({ time, level, ...fields, message })
          : `${time} ${level} ${logLine(fields, message)}`,
      )
    }
  return { ...(least === 'debug' && { debug: at('debug') }), info: at('info'), warn: at('warn') }
}
