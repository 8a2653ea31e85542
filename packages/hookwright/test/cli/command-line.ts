import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** As `npm run build` left it: what users run. */
const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

interface Surroundings {
  cwd?: string
  env?: Readonly<Record<string, string>>
}

export interface Ended {
  /** The exit code, or the signal that ended it. */
  code: number | NodeJS.Signals
  stdout: string
  stderr: string
}

function start(args: readonly string[], { cwd, env }: Surroundings) {
  const { FORCE_COLOR: _, NO_COLOR: __, ...inherited } = process.env
  return spawn(process.execPath, [main, ...args], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = await once(child, 'exit')
  return code ?? signal
}

/** Runs one command line of the built CLI in a process of its own, to its end. */
export async function hookwright(args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> {
  const child = start(args, surroundings)
  const [code, stdout, stderr] = await Promise.all([exitOf(child), text(child.stdout), text(child.stderr)])
  return { code, stdout, stderr }
}

export interface Running extends AsyncDisposable {
  /** Waits for the JSON line with this status, and returns it. */
  line(status: string): Promise<unknown>
  kill(signal: NodeJS.Signals): void
  /** All that it wrote to stderr, once it has ended. */
  stderr: Promise<string>
  ended: Promise<number | NodeJS.Signals>
}

/** Starts one that runs until it is told to stop, and prints JSON lines with a `status`. */
export function startHookwright(args: readonly string[], surroundings: Surroundings = {}): Running {
  const child = start([...args, '--json'], surroundings)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const errors = text(child.stderr)
  const ended = exitOf(child)
  return {
    async line(status) {
      for (;;) {
        const { value, done } = await lines.next()
        if (done === true) throw new Error(`It ended before it was ${status}: ${await errors}`)
        const found: unknown = JSON.parse(value)
        if (typeof found === 'object' && found !== null && 'status' in found && found.status === status) {
          return found
        }
      }
    },
    kill: (signal) => void child.kill(signal),
    stderr: errors,
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
