import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const root = new URL('../../', import.meta.url)
const run = promisify(execFile)

let folder = ''
let server: ChildProcess | undefined

/** An empty project with the packages as they would be published, and nothing of the workspace. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hookwright-packed-'))
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--pack-destination', folder, '-w', 'packages/hookwright', '-w', 'packages/receiver'],
    { cwd: fileURLToPath(root), maxBuffer: 10_000_000 },
  )
  const files = [...stdout.matchAll(/"filename": "([^"]+)"/g)].map(([, name = '']) => `./${name}`)
  if (files.length !== 2) throw new Error(`npm pack says:\n${stdout}`)
  await writeFile(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...files, 'zod@4'], {
    cwd: folder,
  })
})

afterAll(async () => {
  server?.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
})

test("the README's program runs on the packed packages: it answers, documents, and stores what it sends", async () => {
  const readme = await readFile(new URL('README.md', root), 'utf8')
  const program = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? ''
  expect(program).toContain("app.webhooks.post('new-subscription'")
  await writeFile(join(folder, 'app.ts'), program.replace('port: 8000', 'port: 0'))
  server = spawn('node', ['app.ts'], { cwd: folder })
  let printed = ''
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (chunk) => (printed += chunk))
  await vi.waitFor(() => expect(printed).toMatch(/Listening on http/), { timeout: 20_000 })
  const url = /Listening on (http:\/\/[\w.:]+)/.exec(printed)?.[1] ?? ''
  const token = /hwdev_\w+/.exec(printed)?.[0] ?? ''

  const body = JSON.stringify({ username: 'morty', monthly_fee: 9.5, start_date: '2026-11-23T08:00:00Z' })
  const headers = { 'content-type': 'application/json' }
  const posted = await fetch(`${url}/subscriptions`, { method: 'POST', headers, body })
  expect(posted.status).toBe(201)

  const document = await (await fetch(`${url}/openapi.json`)).json()
  expect(document).toMatchObject({ openapi: '3.1.0', webhooks: { 'new-subscription': { post: {} } } })
  expect((await fetch(`${url}/docs`)).status).toBe(200)

  const messages = await fetch(`${url}/webhooks/messages?tenant=acme`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect(await messages.json()).toMatchObject([{ eventType: 'new-subscription' }])
})

test('the command line comes with it, and generates a receiver of the document it printed', async () => {
  const npx = (...args: string[]) => run('npx', ['--no-install', 'hookwright', ...args], { cwd: folder })
  const { version } = JSON.parse(await readFile(new URL('packages/hookwright/package.json', root), 'utf8'))
  expect((await npx('--version')).stdout.trim()).toBe(version)
  await writeFile(
    join(folder, 'openapi.json'),
    JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Shop', version: '1' },
      webhooks: {
        ping: {
          post: {
            requestBody: { content: { 'application/json': { schema: { type: 'object' } } } },
            responses: {},
          },
        },
      },
    }),
  )
  expect((await npx('generate', 'openapi.json')).stdout).toContain('createShopReceiver')
})
