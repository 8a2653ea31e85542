import { Console } from 'node:console'
import { styleText } from 'node:util'

import type { Failure } from './failure.ts'

/** What takes longer than this is said, so that nobody wonders. */
const patienceMs = 1_000

/**
 * Where a command speaks: results on stdout, everything else on stderr. With `--json` each result and each
 * failure is one line of JSON. Colours only on a terminal, and not with NO_COLOR.
 */
export class Terminal {
  readonly json: boolean

  constructor({ json }: { json: boolean }) {
    this.json = json
    for (const stream of [process.stdout, process.stderr]) {
      // Whoever read has seen enough, as in `hookwright openapi app.ts | head -1`.
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EPIPE') process.exit()
        throw error
      })
    }
  }

  /** A result: `text` for people, or `data` as a line of JSON. */
  result(text: string, data: object): void {
    process.stdout.write(`${this.json ? JSON.stringify(data) : text}\n`)
  }

  /** A result that is the same for people and programs, to be passed on as it is. */
  raw(text: string): void {
    process.stdout.write(text)
  }

  /** Something that people should know meanwhile; programs are spared it. */
  note(text: string): void {
    if (!this.json) process.stderr.write(`${text}\n`)
  }

  /** A line of the log. */
  log(line: string): void {
    process.stderr.write(`${line}\n`)
  }

  fail(failure: Failure): void {
    const text = this.json ? JSON.stringify({ error: failure }) : `${this.red('error:')} ${failure.message}`
    process.stderr.write(`${text}\n`)
  }

  /** Says what takes so long when it takes long: on a terminal with the seconds, which go away at the end. */
  async progress<Result>(what: string | (() => string), work: Promise<Result>): Promise<Result> {
    if (this.json) return work
    const startedAt = Date.now()
    const live = process.stderr.isTTY
    const timer = setInterval(() => {
      const seconds = Math.round((Date.now() - startedAt) / 1_000)
      const text = typeof what === 'string' ? what : what()
      process.stderr.write(live ? `\r${text} … ${seconds} s` : `${text} …\n`)
      if (!live) clearInterval(timer)
    }, patienceMs)
    try {
      return await work
    } finally {
      clearInterval(timer)
      // Carriage return, erase to the end of the line.
      if (live && Date.now() - startedAt >= patienceMs) process.stderr.write('\r\x1b[K')
    }
  }

  /** From now on what the app logs goes to stderr, so that stdout holds results and nothing else. */
  keepStdoutForResults(): void {
    const toStderr = new Console({ stdout: process.stderr, stderr: process.stderr })
    for (const method of ['log', 'info', 'debug', 'dir', 'table'] as const) {
      console[method] = toStderr[method].bind(toStderr)
    }
  }

  bold(text: string): string {
    return styleText('bold', text, { stream: process.stdout })
  }

  red(text: string): string {
    return styleText('red', text, { stream: process.stderr })
  }

  /** Resolves once everything written so far has left this process. */
  async flush(): Promise<void> {
    for (const stream of [process.stdout, process.stderr]) {
      await new Promise<void>((resolve) => stream.write('', () => resolve()))
    }
  }
}
