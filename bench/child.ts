import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A process of a variant, or one that serves it. Disposing ends it. */
export interface Child extends AsyncDisposable {
  pid: number
  /** Waits for a line that starts with this text, and returns the rest of it. Rejects where it ends without. */
  printed(start: string): Promise<string>
  /** Writes a line to its standard input. */
  tell(line: string): void
}

const folder = new URL('subjects/', import.meta.url)

/** A subject that says nothing for this long hangs. */
const patienceMs = 300_000

/** Starts a file below `subjects`, which is told `args`. */
export function startChild(file: string, args: unknown): Child {
  const path = fileURLToPath(new URL(file, folder))
  const nodeArgs = process.env['BENCH_NODE_ARGS']?.split(' ') ?? []
  const child = spawn(process.execPath, [...nodeArgs, '--no-warnings', path, JSON.stringify(args)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaints = (complaints + text).slice(-4_000)))
  const lines: string[] = []
  const waiting = new Set<() => void>()
  const look = () => {
    for (const one of waiting) one()
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    look()
  })
  let isOver = false
  // `close` rather than `exit`: what was written before the end is read by then.
  const ended = once(child, 'close').then(() => {
    isOver = true
    look()
  })
  return {
    pid: child.pid ?? 0,
    tell: (line) => void child.stdin.write(`${line}\n`),
    printed: (start) =>
      new Promise((resolve, reject) => {
        const settle = (work: () => void) => {
          waiting.delete(check)
          clearTimeout(timer)
          work()
        }
        const check = () => {
          const line = lines.find((one) => one.startsWith(start))
          if (line !== undefined) settle(() => resolve(line.slice(start.length).trim()))
          else if (isOver)
            settle(() => reject(new Error(`${file} ended before it printed "${start}": ${complaints}`)))
        }
        const timer = setTimeout(
          () => settle(() => reject(new Error(`${file} has not printed "${start}": ${complaints}`))),
          patienceMs,
        )
        waiting.add(check)
        check()
      }),
    async [Symbol.asyncDispose]() {
      // Subjects end by themselves; what serves ends when it is told no more.
      child.stdin.end()
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await ended
      clearTimeout(timer)
    },
  }
}
