/**
 * The receiver on Bun, Deno and Cloudflare's workerd: `npm run runtimes`. Not among the tests, since the
 * three weigh 350 MB; they are installed from npm, once, into node_modules/.cache. Exits with 1 when one
 * of them answers otherwise than it should.
 */
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'

import { sign } from '@hookwright/receiver/sign'
import { rolldown } from 'rolldown'

const packages = {
  bun: '@oven/bun-linux-x64@1.4.5',
  deno: '@deno/linux-x64-glibc@2.9.6',
  workerd: '@cloudflare/workerd-linux-64@1.20261117.1',
}
const root = join(import.meta.dirname, '..')
const fixtures = join(root, 'test', 'runtimes')
const { values } = parseArgs({ options: { cache: { type: 'string' } } })
const cache = values.cache ?? join(root, 'node_modules', '.cache', 'hookwright', 'runtimes')

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const privateKey =
  'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg=='
const githubSecret = "It's a Secret to Everybody"

interface Runtime extends AsyncDisposable {
  url: string
}

await install()
const started: [name: string, start: () => Promise<Runtime>][] = [
  ['Bun', () => startPrinting(binary('@oven/bun-linux-x64/bin/bun'), ['run', join(fixtures, 'bun.js')])],
  [
    'Deno',
    () =>
      startPrinting(binary('@deno/linux-x64-glibc/deno'), [
        'run',
        '--no-config',
        '--no-lock',
        '--allow-net=127.0.0.1',
        join(fixtures, 'deno.js'),
      ]),
  ],
  ['workerd', startWorkerd],
]
for (const [name, start] of started) {
  await using runtime = await start()
  const wrong = await checkAll(runtime.url)
  console.log(wrong.length === 0 ? `${name}: all as on Node` : `${name}: ${wrong.join('; ')}`)
  if (wrong.length > 0) process.exitCode = 1
}

function binary(path: string): string {
  return join(cache, 'node_modules', path)
}

async function install(): Promise<void> {
  const wanted = ['@oven/bun-linux-x64', '@deno/linux-x64-glibc', '@cloudflare/workerd-linux-64']
  if (wanted.every((name) => existsSync(binary(name)))) return
  console.log('Installing Bun, Deno and workerd (140 MB to fetch) …')
  mkdirSync(cache, { recursive: true })
  writeFileSync(join(cache, 'package.json'), '{}')
  const npm = spawn(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...Object.values(packages)],
    {
      cwd: cache,
      stdio: 'inherit',
    },
  )
  const [code] = await once(npm, 'exit')
  if (code !== 0) throw new Error('npm could not install them.')
}

/** A program that prints the URL it listens on. */
async function startPrinting(command: string, args: string[]): Promise<Runtime> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(line)?.[0]
    if (url !== undefined) return { url, [Symbol.asyncDispose]: async () => void child.kill() }
  }
  throw new Error(`${command} ended before it listened.`)
}

/** workerd takes one bundled module, and says nothing when it listens. */
async function startWorkerd(): Promise<Runtime> {
  const build = await rolldown({ input: join(fixtures, 'worker.js'), platform: 'browser' })
  await build.write({ file: join(cache, 'worker.mjs'), format: 'esm' })
  const port = await freePort()
  writeFileSync(
    join(cache, 'worker.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
    compatibilityDate = "2026-11-01",
  ))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);`,
  )
  const child = spawn(
    binary('@cloudflare/workerd-linux-64/bin/workerd'),
    ['serve', join(cache, 'worker.capnp')],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  )
  const url = `http://127.0.0.1:${port}/`
  for (let tries = 0; ; tries++) {
    const listens = await fetch(url).then(
      () => true,
      () => false,
    )
    if (listens) return { url, [Symbol.asyncDispose]: async () => void child.kill() }
    if (tries > 100) throw new Error('workerd does not listen.')
    await wait(100)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = Object.assign({ port: 0 }, server.address())
  server.close()
  await once(server, 'close')
  return port
}

/** What is not as it should be. */
async function checkAll(url: string): Promise<string[]> {
  const wrong: string[] = []
  let count = 0
  async function deliver(what: string, expected: string, change: Partial<Delivery> = {}) {
    const {
      id = `msg_${++count}`,
      type = 'order.created',
      key = secret,
      body = '{"total": 12.50}',
      sent = body,
    } = change
    const timestamp = Math.floor(Date.now() / 1000)
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': await sign({ id, timestamp, body, secret: key }),
        'webhook-event-type': type,
      },
      body: sent,
    })
    report(what, expected, response, await response.text())
  }
  function report(what: string, expected: string, response: Response, text: string) {
    const got = `${response.status} ${text}`
    if (!got.startsWith(expected)) wrong.push(`${what} was answered ${got}, not ${expected}`)
  }

  await deliver('a delivery (v1)', '200 {"id":"msg_a","total":12.5}', { id: 'msg_a' })
  await deliver('the same again', '204 ', { id: 'msg_a' })
  await deliver('a delivery (v1a)', '200 {"id":"msg_b","total":12.5}', { id: 'msg_b', key: privateKey })
  await deliver('a changed body', '401 {"error":{"code":"no_matching_signature"', { sent: '{"total":12.5}' })
  await deliver('a body that is no JSON', '400 {"error":{"code":"malformed_json"', { body: '{' })
  await deliver('a body of 2 MB', '413 {"error":{"code":"body_too_large"', {
    body: JSON.stringify('x'.repeat(2e6)),
  })
  await deliver('later()', '429 {"error":{"code":"try_later"', { type: 'order.delayed' })
  await deliver('an unknown event type', '204 ', { type: 'order.new' })

  const body = '{"ref":"refs/heads/main"}'
  const response = await fetch(`${url}github`, {
    method: 'POST',
    headers: {
      'x-hub-signature-256': `sha256=${createHmac('sha256', githubSecret).update(body).digest('hex')}`,
      'x-github-event': 'push',
      'x-github-delivery': '1',
    },
    body,
  })
  report('a push of GitHub', '200 "refs/heads/main"', response, await response.text())
  return wrong
}

interface Delivery {
  id: string
  type: string
  key: string
  body: string
  /** What is sent instead of the body that was signed. */
  sent: string
}
