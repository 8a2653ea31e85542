import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { verify } from '@hookwright/receiver'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

import { startReceiver, type ReceivedRequest } from '../../support/receiver.ts'
import { until } from '../../support/until.ts'
import { hookwright, startHookwright } from '../command-line.ts'
import { startShop, type Shop } from '../shop.ts'

let shop: Shop

beforeAll(async () => {
  shop = await startShop()
})
afterAll(() => shop[Symbol.asyncDispose]())

const Line = z.looseObject({ status: z.string(), id: z.string().optional() })
const Listening = z.object({ secret: z.string() })

async function trigger(eventType: string, ...options: string[]): Promise<string> {
  const { stdout, stderr } = await hookwright(['trigger', eventType, '--no-wait', '--json', ...options], {
    env: shop.env('operator'),
  })
  const sent: unknown = JSON.parse(stdout || stderr)
  return z.object({ messageId: z.string() }).parse(sent).messageId
}

/** Rejects unless the request is signed with the secret. */
function check({ headers, body }: ReceivedRequest, secret: string) {
  return verify({ headers, body, secret })
}

test('forwards each event, signed with the secret it tells, and says how the receiver answered', async () => {
  await using receiver = await startReceiver((response, { path }) => {
    response.statusCode = path === '/hooks' ? 204 : 404
    response.end()
  })
  await using listening = startHookwright(['listen', '--forward-to', `${receiver.origin}/hooks`], {
    env: shop.env(),
  })
  const { secret } = Listening.parse(await listening.line('listening'))
  const id = await trigger('order.created', '--set', 'customer.name=Grace')
  expect(await listening.line('forwarded')).toMatchObject({
    number: 1,
    id,
    eventType: 'order.created',
    outcome: 'succeeded',
    httpStatus: 204,
    durationMs: expect.any(Number),
    error: null,
  })
  const [request] = receiver.requests
  if (!request) throw new Error('Nothing was forwarded.')
  expect((await check(request, secret)).id).toBe(id)
  expect(request.headers).toMatchObject({
    'webhook-event-type': 'order.created',
    'content-type': 'application/json',
  })
  expect(JSON.parse(request.body.toString())).toMatchObject({ customer: { name: 'Grace' } })

  listening.kill('SIGINT')
  expect(await listening.line('stopped')).toMatchObject({ received: 1, succeeded: 1, failed: 0 })
  expect(await listening.ended).toBe(0)
})

test('the secret stays the same, is for its user only, and gives way to one that is given', async () => {
  const env = shop.env()
  const first = await hookwright(['listen', '--print-secret'], { env })
  const second = await hookwright(['listen', '--print-secret'], { env })
  expect(first.stdout).toMatch(/^whsec_[\w+/]{43}=\n$/)
  expect(second.stdout).toBe(first.stdout)
  const file = join(shop.folder, 'hookwright', 'listen-secret')
  expect(readFileSync(file, 'utf8')).toBe(first.stdout)
  expect(statSync(file).mode & 0o777).toBe(0o600)

  const own = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const given = await hookwright(['listen', '--print-secret', '--secret', own], { env })
  expect(given.stdout).toBe(`${own}\n`)
  const bad = await hookwright(['listen', '--print-secret', '--json', '--secret', 'whsec_x'], { env })
  expect(bad.code).toBe(1)
  expect(JSON.parse(bad.stderr)).toMatchObject({ error: { code: 'bad_secret' } })
})

test('a receiver that fails, or is not there, is told in words, and nothing is retried', async () => {
  await using receiver = await startReceiver((response) => {
    response.statusCode = 500
    response.end()
  })
  await using failing = startHookwright(['listen', '--forward-to', receiver.origin], { env: shop.env() })
  await failing.line('listening')
  await using absent = startHookwright(['listen', '--forward-to', 'http://127.0.0.1:9/'], { env: shop.env() })
  await absent.line('listening')
  await trigger('ping')
  expect(await failing.line('forwarded')).toMatchObject({
    outcome: 'server_error',
    httpStatus: 500,
    error: 'Answered 500.',
  })
  expect(await absent.line('forwarded')).toMatchObject({
    outcome: 'unreachable',
    httpStatus: null,
    error: expect.stringContaining('No connection'),
  })
  expect(receiver.requests).toHaveLength(1)
})

test('without --forward-to events are shown; --filter lets only some through', async () => {
  await using all = startHookwright(['listen'], { env: shop.env() })
  await using orders = startHookwright(['listen', '--filter', 'order.*'], { env: shop.env() })
  await Promise.all([all.line('listening'), orders.line('listening')])
  const ping = await trigger('ping')
  const order = await trigger('order.refunded')
  expect(await all.line('received')).toMatchObject({ number: 1, id: ping, eventType: 'ping', body: '' })
  expect(await all.line('received')).toMatchObject({ number: 2, id: order })
  expect(await orders.line('received')).toMatchObject({
    number: 1,
    id: order,
    body: expect.stringContaining('Zoë'),
  })
})

test('what is sent while the server is away or killed comes later, each event once', async () => {
  await using own = await startShop()
  const send = async () => {
    const { stdout } = await hookwright(['trigger', 'ping', '--no-wait', '--json'], { env: own.env() })
    return z.object({ messageId: z.string() }).parse(JSON.parse(stdout)).messageId
  }
  await using listening = startHookwright(['listen'], { env: own.env() })
  await listening.line('listening')
  const sent = [await send()]
  const received = [Line.parse(await listening.line('received')).id]
  await own.kill()
  await listening.line('disconnected')
  await own.restart()
  sent.push(await send(), await send())
  await listening.line('listening')
  sent.push(await send())
  while (received.length < sent.length) received.push(Line.parse(await listening.line('received')).id)
  expect(received).toEqual(sent)
})

test('a server that is told to stop does so at once, although somebody listens', async () => {
  await using own = await startShop()
  await using listening = startHookwright(['listen'], { env: own.env() })
  await listening.line('listening')
  expect(await own.stop()).toBe('SIGTERM')
  expect(await listening.line('disconnected')).toMatchObject({
    reason: expect.stringContaining('No server answers'),
  })
})

test.each([
  [{ HOOKWRIGHT_URL: 'http://127.0.0.1:9' }, 'server_unreachable', 'No server answers at http://127.0.0.1:9'],
  [{ HOOKWRIGHT_TOKEN: 'stranger' }, 'not_authenticated', 'The server does not accept this token.'],
  [{ HOOKWRIGHT_TOKEN: 'operator' }, 'tenant_missing', 'say for which, with --tenant acme'],
  [{ HOOKWRIGHT_API: '/hooks' }, 'not_found', 'say where it is mounted with --api'],
])('%j is refused at the start: %s', async (env, code, message) => {
  const { code: exitCode, stderr } = await hookwright(['listen', '--json'], {
    env: { ...shop.env(), ...env },
  })
  expect(exitCode).toBe(1)
  expect(JSON.parse(stderr)).toEqual({ error: { code, message: expect.stringContaining(message) } })
})

test('an unknown event type is refused, with those that there are', async () => {
  const { code, stderr } = await hookwright(['listen', '--filter', 'order.creatd'], { env: shop.env() })
  expect(code).toBe(1)
  expect(stderr).toContain('The event types are: order.created, order.refunded, ping.')
})

const hasScript = spawnSync('script', ['--version']).status === 0

test.skipIf(!hasScript)('on a terminal keys replay events, explain themselves and quit', async () => {
  await using receiver = await startReceiver((response) => response.end())
  const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))
  const command = `${process.execPath} ${main} listen --forward-to ${receiver.origin}`
  const terminal = spawn('script', ['-qfec', command, '/dev/null'], {
    env: { ...process.env, ...shop.env(), NO_COLOR: '1', TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let shown = ''
  terminal.stdout.on('data', (data) => (shown += String(data)))
  await until('it listens', () => shown.includes('Press ? for keys'))
  const first = await trigger('ping')
  await until('the first was forwarded', () => receiver.requests.length === 1)
  const second = await trigger('ping')
  await until('the second was forwarded', () => receiver.requests.length === 2)
  terminal.stdin.write('r')
  await until('the last was replayed', () => receiver.requests.length === 3)
  terminal.stdin.write('1\r')
  await until('the first was replayed', () => receiver.requests.length === 4)
  expect(receiver.requests.map(({ headers }) => headers['webhook-id'])).toEqual([
    first,
    second,
    second,
    first,
  ])
  await until('both were told', () => shown.split('(again)').length === 3)
  terminal.stdin.write('?')
  await until('help was shown', () => shown.includes('forward event #7 again'))
  const ended = new Promise((resolve) => terminal.on('exit', resolve))
  terminal.stdin.write('q')
  expect(await ended).toBe(0)
  expect(shown).toContain('Stopped after 2 events: 4 answered 2xx, 0 failed.')
})
