import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { eventually } from './eventually.ts'

/** A process of a scenario. Disposing kills it. */
export interface Fixture extends AsyncDisposable {
  /** What it has printed. */
  readonly lines: readonly string[]
  kill(signal: NodeJS.Signals): void
  /** The exit code or the signal that ended it; by then all that it printed is in `lines`. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** Waits for a line that starts with this text, and returns the rest of it. */
  printed(start: string): Promise<string>
}

/** Starts a file of `fixtures` in a process of its own. */
export function startFixture(name: string, ...args: string[]): Fixture {
  return startProcess(new URL(`../fixtures/${name}.ts`, import.meta.url), ...args)
}

/** Starts a file in a process of its own; what it prints to stderr is shown when it fails. */
export function startProcess(url: URL, ...args: string[]): Fixture {
  const file = fileURLToPath(url)
  const name = basename(file)
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaints = ''
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => (complaints = (complaints + text).slice(-4_000)))
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  // `close` rather than `exit`: what was written before the end is read by then.
  const ended = once(child, 'close').then(([code, signal]) => {
    if (typeof code === 'number' && code !== 0) console.error(`${name} ended with ${code}: ${complaints}`)
    return code ?? signal
  })
  return {
    lines,
    ended,
    kill: (signal) => child.kill(signal),
    async printed(start) {
      const find = () => lines.find((line) => line.startsWith(start))
      await eventually(`${name} prints "${start}"`, () => {
        if (find() === undefined && child.exitCode !== null)
          throw new Error(`${name} ended before it printed "${start}"`)
        return find() !== undefined
      })
      return (find() ?? '').slice(start.length).trim()
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
