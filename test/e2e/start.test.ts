import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'

const start = fileURLToPath(new URL('../../examples/subscriptions/start.ts', import.meta.url))
let dataFolder: string
let children: ReturnType<typeof spawnStart>[] = []

beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'hookwright-start-'))
})

afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  rmSync(dataFolder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listenOnLoopback(server)
  server.close()
  await once(server, 'close')
  return port
}

function spawnStart(ports: { api: number; subscriber: number }) {
  return spawn(process.execPath, [start], {
    env: {
      ...process.env,
      PORT: String(ports.api),
      SUBSCRIBER_PORT: String(ports.subscriber),
      DATA_FOLDER: dataFolder,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs the story until it says how to end it. */
async function runStory(ports: { api: number; subscriber: number }) {
  const child = spawnStart(ports)
  children.push(child)
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line.startsWith('Ctrl-C ends it')) break
  }
  return { child, story: lines.join('\n') }
}

async function stop(child: ReturnType<typeof spawnStart>): Promise<unknown> {
  child.kill('SIGINT')
  const [code]: unknown[] = await once(child, 'exit')
  return code
}

test('the example tells its story, ends cleanly on Ctrl-C, and keeps its data for the next start', async () => {
  const ports = { api: await freePort(), subscriber: await freePort() }

  const first = await runStory(ports)
  for (const step of ['declared', 'registered', 'sent', 'attempt 1', 'attempt 2', 'verified']) {
    expect(first.story).toMatch(new RegExp(`^  ${step} `, 'm'))
  }
  expect(first.story).toMatch(/attempt 1 .*: 500/)
  expect(first.story).toMatch(/attempt 2 .*: 204/)
  expect(first.story).toContain(`http://127.0.0.1:${ports.api}/docs`)
  expect(await stop(first.child)).toBe(0)

  const second = await runStory(ports)
  expect(second.story).toContain('in an earlier run')
  const endpointId = /as (ep_\w+)/.exec(first.story)?.[1]
  expect(endpointId).toBeDefined()
  expect(second.story).toContain(endpointId)
  expect(await stop(second.child)).toBe(0)
}, 60_000)

test('the curl commands that the example prints work as they stand', async () => {
  const { child, story } = await runStory({ api: await freePort(), subscriber: await freePort() })
  const commands = story.replaceAll('\\\n', ' ').match(/^ {2}curl .*$/gm) ?? []
  expect(commands).toHaveLength(2)
  const answers: unknown[] = []
  for (const command of commands) {
    const curl = spawn('sh', ['-c', command.replace('curl', 'curl -sS --fail')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    answers.push(JSON.parse((await curl.stdout.toArray()).join('')))
  }
  expect(answers[0]).toMatchObject({ username: 'morty' })
  expect(answers[1]).toEqual(
    expect.arrayContaining([expect.objectContaining({ state: 'succeeded', attempts: 2 })]),
  )
  await stop(child)
}, 60_000)

test('the links that the example prints sign in to its page', async () => {
  const { child, story } = await runStory({ api: await freePort(), subscriber: await freePort() })
  const links = story.match(/^ {4}http:\S+#token=\S+$/gm) ?? []
  const roles: unknown[] = []
  for (const link of links.map((line) => new URL(line.trim()))) {
    const signedIn = await fetch(new URL('session', link), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: link.hash.replace('#token=', '') }),
    })
    roles.push(await signedIn.json())
    const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
    const deliveries = await fetch(new URL('deliveries?tenant=acme', link), { headers: { cookie } })
    expect(await deliveries.json()).toMatchObject([{ state: 'succeeded' }])
  }
  expect(roles).toMatchObject([
    { role: 'tenant', tenant: 'acme', title: 'Subscriptions' },
    { role: 'operator', tenant: null },
  ])
  await stop(child)
}, 60_000)

test('the commands that the example prints work as they stand', async () => {
  const { child, story } = await runStory({ api: await freePort(), subscriber: await freePort() })
  const environment = /^ {2}(export HOOKWRIGHT_.*)$/m.exec(story)?.[1]
  const commands = [...story.matchAll(/^ {2}(npx hookwright (?!listen).*)$/gm)].map(([, command]) => command)
  expect(commands).toHaveLength(2)
  const shell = spawn('sh', ['-ec', [environment, ...commands].join('\n')], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const shown = (await shell.stdout.toArray()).join('')
  expect(shown).toMatch(/^Sent new-subscription as msg_\w+ to 1 endpoint\.\n.* → 204 /m)
  expect(shown.match(/ dlv_.* succeeded /g)).toHaveLength(2)
  await stop(child)
}, 60_000)

test.each(['api', 'subscriber'] as const)(
  'a taken port of the %s is named, with the cure',
  async (which) => {
    const ports = { api: await freePort(), subscriber: await freePort() }
    const squatter = createServer().listen(ports[which], '127.0.0.1')
    await once(squatter, 'listening')
    const child = spawnStart(ports)
    children.push(child)
    const errors = (await child.stderr.toArray()).join('')
    expect(errors).toContain(String(ports[which]))
    expect(errors).toMatch(/taken/)
    expect(errors).toContain(`${which === 'api' ? 'PORT' : 'SUBSCRIBER_PORT'}=${ports[which] + 1} npm start`)
    expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(1)
    squatter.close()
  },
  30_000,
)
