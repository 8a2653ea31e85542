import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { text as readAll } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

import { createReceiver } from '@hookwright/receiver'
import { toNodeHandler } from '@hookwright/receiver/node'
import { expect, test } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'
import { Folder, freePort, startGateway } from './serving.ts'

const folder = fileURLToPath(new URL('../../examples/fastapi/', import.meta.url))

/** HOOKWRIGHT_PYTHON names one that has FastAPI, such as that of a virtual environment. */
const python = process.env['HOOKWRIGHT_PYTHON'] ?? 'python3'

const runs = (...args: string[]) => spawnSync(python, args, { cwd: folder, stdio: 'ignore' }).status === 0
const hasPython = runs('--version')
// Those before 0.99 know no webhooks.
const hasFastApi = hasPython && runs('-c', 'import fastapi, uvicorn; fastapi.FastAPI().webhooks')
/** The one that the document was recorded with: others may word it otherwise. */
const isRecordedOne =
  hasFastApi &&
  runs('-c', 'import fastapi, sys; sys.exit(fastapi.__version__.split(".")[:2] != ["0", "142"])')

if (!hasFastApi) {
  const why = hasPython ? 'it has no FastAPI that knows webhooks, with uvicorn' : 'it cannot be run'
  console.warn(
    `FastAPI's recorded document is used in place of FastAPI: of ${python}, ${why}. See HOOKWRIGHT_PYTHON.`,
  )
}

async function runPython(args: readonly string[], env: Readonly<Record<string, string>>) {
  const child = spawn(python, ['-B', ...args], { cwd: folder, env: { ...process.env, ...env } })
  const [stdout, stderr, code] = await Promise.all([
    readAll(child.stdout),
    readAll(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ])
  return { code, stdout, stderr }
}

/** FastAPI's own server with the example; resolves once it answers. */
async function startFastApi() {
  const port = await freePort()
  const child = spawn(python, ['-B', '-m', 'uvicorn', 'app:app', '--port', String(port)], {
    cwd: folder,
    stdio: 'ignore',
  })
  const url = `http://127.0.0.1:${port}`
  const deadline = Date.now() + 20_000
  for (;;) {
    const answer = await fetch(`${url}/users/`).catch(() => undefined)
    if (answer?.ok) break
    if (Date.now() > deadline || child.exitCode !== null) throw new Error('uvicorn did not start')
    await wait(50)
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) {
        await new Promise((resolve) => child.once('exit', resolve))
      }
    },
  }
}

test.skipIf(!isRecordedOne)('the recorded document is what FastAPI emits for the program', async () => {
  const script = 'import json; from app import app; print(json.dumps(app.openapi()))'
  const { stdout, stderr } = await runPython(['-c', script], {})
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(`${folder}openapi.json`, 'utf8')))
})

test.skipIf(!hasPython)(
  `what ten lines of Python publish is delivered, with the document ${hasFastApi ? 'of FastAPI as it runs' : 'that was recorded'}`,
  async () => {
    using own = new Folder()
    await using stack = new AsyncDisposableStack()
    const fastApi = hasFastApi ? stack.use(await startFastApi()) : undefined
    const document = fastApi ? `${fastApi.url}/openapi.json` : `${folder}openapi.json`
    const gateway = stack.use(await startGateway(document, own.file('hookwright.db')))
    expect(gateway.events).toBe(1)

    const { promise: received, resolve: receive } = Promise.withResolvers<unknown>()
    let handle: ReturnType<typeof toNodeHandler> | undefined
    const server = createServer((request, response) => {
      handle?.(request, response)
    })
    const port = await listenOnLoopback(server)
    stack.defer(() => void server.close())
    const secret = await gateway.register(`http://127.0.0.1:${port}/`)
    handle = toNodeHandler(
      createReceiver({
        secret,
        on: { 'new-subscription': ({ body }) => receive(body) },
      }),
    )

    const surroundings = { HOOKWRIGHT_URL: gateway.url, HOOKWRIGHT_KEY: gateway.key }
    const published = await runPython(['publish.py'], surroundings)
    expect(published).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(published.stdout)).toMatchObject({ deliveries: 1 })
    expect(await received).toEqual({ username: 'ada', monthly_fee: 9.5, start_date: '2026-11-23T12:00:00Z' })

    const wrong = await runPython(
      ['-c', 'from publish import publish; publish("new-subscription", "acme", {"username": "ada"})'],
      surroundings,
    )
    expect(wrong.code).toBe(1)
    expect(wrong.stderr).toContain('HTTP Error 422')
  },
)
