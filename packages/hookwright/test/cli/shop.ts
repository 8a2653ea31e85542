import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const server = fileURLToPath(new URL('commands/fixtures/shop-server.ts', import.meta.url))

export interface Shop extends AsyncDisposable {
  url: string
  /** A folder of its own: the database, and what commands keep for their user. */
  folder: string
  /** What commands need to know to talk to it, as this tenant. */
  env(token?: string): Record<string, string>
  /** Ends it without a word. */
  kill(): Promise<void>
  /** Ends it as an operator would; resolves to its exit code or signal. */
  stop(): Promise<unknown>
  /** Starts it again on its port, with what it had stored. */
  restart(): Promise<void>
}

/** Starts the shop in a process of its own, on SQLite. */
export async function startShop(): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-shop-'))
  let running = await start(folder, '0')
  const { url } = running
  const end = async (signal: NodeJS.Signals) => {
    const { child } = running
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode
    const ended = once(child, 'exit')
    child.kill(signal)
    const [code, by] = await ended
    return code ?? by
  }
  return {
    url,
    folder,
    env: (token = 'acme') => ({
      HOOKWRIGHT_URL: url,
      HOOKWRIGHT_TOKEN: token,
      ...(token === 'operator' && { HOOKWRIGHT_TENANT: 'acme' }),
      XDG_CONFIG_HOME: folder,
    }),
    async kill() {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
    async restart() {
      running = await start(folder, new URL(url).port)
    },
    async [Symbol.asyncDispose]() {
      await end('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function start(folder: string, port: string) {
  const child = spawn(process.execPath, [server, join(folder, 'shop.db'), port], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const { url }: { url: string } = JSON.parse(line)
    return { child, url }
  }
  throw new Error('The shop ended before it served.')
}
