import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { z } from 'zod'

import { listenOnLoopback } from '../support/listen.ts'

const main = fileURLToPath(new URL('../../packages/hookwright/dist/cli/main.js', import.meta.url))

const Started = z.object({
  status: z.literal('started'),
  url: z.string(),
  events: z.number(),
  startMs: z.number(),
  developmentToken: z.string(),
})

const Sent = z.object({ messageId: z.string(), deliveries: z.number(), duplicate: z.boolean() })

export interface Answer {
  status: number
  body: unknown
}

/** `hookwright serve` in a process of its own. */
export interface Served extends AsyncDisposable {
  url: string
  key: string
  events: number
  /** From the start of its work until it takes requests. */
  startMs: number
  /** What it has logged so far. */
  log(): string
  publish: (event: string, body: string, options?: PublishOptions) => Promise<Answer>
  /** Publishes, and fails where that is refused. */
  publishWell(event: string, body: string, options?: PublishOptions): Promise<z.infer<typeof Sent>>
  ask(method: string, path: string, body?: unknown): Promise<Answer>
  /** Registers an endpoint of the tenant acme, and returns its secret. */
  register(url: string): Promise<string>
  kill(signal: NodeJS.Signals): void
  ended: Promise<number | NodeJS.Signals>
}

interface PublishOptions {
  query?: string
  headers?: Readonly<Record<string, string>>
}

/** Starts one on a free port, that may call this machine and retries soon. */
export async function startGateway(
  document: string,
  database: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const settings = [
    '--port',
    '0',
    '--allow-private-networks',
    '127.0.0.0/8',
    '--retry-schedule',
    '0s,100ms,100ms,1s',
  ]
  const command = [main, 'serve', document, '--database', database, '--json', ...settings, ...args]
  const child = spawn(process.execPath, command, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => void (log += chunk.toString()))
  const ended = once(child, 'exit').then(([code, signal]): number | NodeJS.Signals => code ?? signal)
  const { value, done } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
  if (done === true) {
    await ended
    throw new Error(`It did not start: ${log}`)
  }
  const { url, developmentToken: key, events, startMs } = Started.parse(JSON.parse(value))

  const call = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url + path, init)
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }
  const publish: Served['publish'] = (event, body, { query = 'tenant=acme', headers } = {}) =>
    call(`/events/${encodeURIComponent(event)}?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body,
    })
  const ask: Served['ask'] = (method, path, body) =>
    call(path, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  return {
    url,
    key,
    events,
    startMs,
    log: () => log,
    publish,
    async publishWell(...given) {
      const { status, body } = await publish(...given)
      if (status === 202) return Sent.parse(body)
      throw new Error(`${given[0]} was answered with ${status}: ${JSON.stringify(body)}`)
    },
    ask,
    async register(endpointUrl) {
      const { body } = await ask('POST', '/webhooks/endpoints?tenant=acme', { url: endpointUrl })
      return z.object({ secret: z.string() }).parse(body).secret
    },
    kill: (signal) => void child.kill(signal),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** A folder of a test's own. */
export class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'hookwright-gateway-'))

  file(name: string): string {
    return join(this.path, name)
  }

  write(name: string, content: string): string {
    writeFileSync(this.file(name), content)
    return this.file(name)
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}
