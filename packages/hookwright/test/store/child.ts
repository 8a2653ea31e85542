import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

interface Child {
  lines: AsyncIterable<string>
  kill(signal: NodeJS.Signals): void
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>
}

/** Starts a file of `fixtures` in a process of its own; what it prints to stderr is shown. */
export function startChild(fixture: string, ...args: string[]): Child {
  const file = fileURLToPath(new URL(`./fixtures/${fixture}.ts`, import.meta.url))
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  return {
    lines: createInterface({ input: child.stdout }),
    kill: (signal) => child.kill(signal),
    ended: once(child, 'exit').then(([code, signal]) => code ?? signal),
  }
}

/** Runs it to its end, and returns the lines that it printed. */
export async function runChild(fixture: string, ...args: string[]): Promise<string[]> {
  const child = startChild(fixture, ...args)
  const printed: string[] = []
  for await (const line of child.lines) printed.push(line)
  const ended = await child.ended
  if (ended !== 0) throw new Error(`${fixture} ended with ${ended}`)
  return printed
}
