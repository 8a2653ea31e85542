import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { startReceiver, type HttpReceiver } from '../../support/receiver.ts'
import { until } from '../../support/until.ts'
import { hookwright } from '../command-line.ts'
import { startShop, type Shop } from '../shop.ts'

let shop: Shop
let receiver: HttpReceiver
/** What the receiver answers. */
let status = 200
let tenants = 0
let tenant = ''

beforeAll(async () => {
  shop = await startShop()
  receiver = await startReceiver((response) => {
    response.statusCode = status
    response.end()
  })
})
afterAll(async () => {
  await shop[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})
beforeEach(() => {
  tenant = `tenant${++tenants}`
  status = 200
})

const run = (...args: string[]) => hookwright(args, { env: shop.env(tenant) })

/** What a command prints with --json, line by line. */
async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect(stderr).toBe('')
  const lines = stdout.split('\n').filter((line) => line !== '')
  return { code, lines: lines.map((line) => z.record(z.string(), z.any()).parse(JSON.parse(line))) }
}

async function register(...options: string[]): Promise<string> {
  const { lines } = await json('endpoints', 'create', receiver.origin, ...options)
  return String(lines[0]?.['id'])
}

describe('endpoints', () => {
  test('are created, listed, shown, changed, given a new secret and deleted', async () => {
    const made = await run(
      'endpoints',
      'create',
      'https://example.com/hooks/',
      '--event-type',
      'order.*',
      '--event-type',
      'ping',
    )
    expect(made.code).toBe(0)
    expect(made.stdout).toMatch(/^secret +whsec_/m)
    expect(made.stdout).toContain('The secret is not shown again')
    const { lines } = await json('endpoints', 'list')
    expect(lines).toMatchObject([
      { url: 'https://example.com/hooks/', eventTypes: ['order.*', 'ping'], state: 'enabled' },
    ])
    const id = String(lines[0]?.['id'])
    expect((await run('endpoints', 'list')).stdout).toBe(
      `${id}  enabled  https://example.com/hooks/  order.*, ping\n`,
    )

    const changed = await json(
      'endpoints',
      'update',
      id,
      '--move-to',
      'https://example.com/new',
      '--set',
      'description=ours',
    )
    expect(changed.lines).toMatchObject([
      { id, url: 'https://example.com/new', description: 'ours', eventTypes: ['order.*', 'ping'] },
    ])
    await json('endpoints', 'update', id, '--state', 'disabled')
    const shown = await run('endpoints', 'get', id)
    expect(shown.stdout).toMatch(/^state +disabled$/m)
    expect(shown.stdout).toMatch(/^disabled reason +by_request$/m)
    expect(shown.stdout).not.toContain('whsec_')
    expect((await json('endpoints', 'rotate-secret', id)).lines).toMatchObject([
      { secret: expect.stringMatching(/^whsec_/) },
    ])
    expect((await json('endpoints', 'delete', id)).lines).toEqual([{ id, deleted: true }])
    expect(await run('endpoints', 'list')).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringContaining('No endpoints.'),
    })
  })

  test('what the server refuses is told in its words', async () => {
    const { code, stderr } = await run('endpoints', 'create', 'http://10.0.0.1/')
    expect(code).toBe(1)
    expect(stderr).toContain('error: http://10.0.0.1/ cannot be an endpoint.')
    const none = await run('endpoints', 'get', 'ep_none')
    expect(none).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no endpoint ep_none of this tenant'),
    })
  })
})

describe('messages and deliveries', () => {
  test('are listed and shown, and a delivery is made again', async () => {
    const endpoint = await register()
    await run('trigger', 'ping')
    await run('trigger', 'order.created')
    const { lines } = await json('messages', 'list', '--since', '1h')
    expect(lines.map((line) => line['eventType'])).toEqual(['order.created', 'ping'])
    expect(
      (await json('messages', 'list', '--limit', '1', '--after', String(lines[0]?.['id']))).lines,
    ).toEqual([lines[1]])
    expect((await json('messages', 'list', '--filter', 'order.*')).lines).toEqual([lines[0]])
    expect((await json('messages', 'list', '--until', '1h')).lines).toEqual([])
    const shown = await run('messages', 'get', String(lines[0]?.['id']))
    expect(shown.stdout).toContain('"customer":{"name":"Zoë"}')

    const deliveries = await json('deliveries', 'list', '--state', 'succeeded')
    const filters = ['--filter', 'order.*', '--since', '1h', '--until', '2100-01-01']
    expect((await json('deliveries', 'list', ...filters)).lines).toEqual([deliveries.lines[0]])
    expect((await json('deliveries', 'list', '--until', '1h')).lines).toEqual([])
    expect(deliveries.lines).toMatchObject([
      { eventType: 'order.created', endpointId: endpoint },
      { eventType: 'ping' },
    ])
    const old = String(deliveries.lines[0]?.['id'])
    const again = await json('deliveries', 'resend', old)
    const id = String(again.lines[0]?.['id'])
    expect(again.lines).toMatchObject([{ messageId: lines[0]?.['id'] }])
    await until(
      'it was delivered again',
      async () => (await json('deliveries', 'get', id)).lines[0]?.['state'] === 'succeeded',
    )
    const told = await run('deliveries', 'get', old)
    expect(told.stdout).toMatch(/^attempt 1 {2}\S+ {2}200 {2}\d+ ms$/m)
  })
})

describe('replay', () => {
  test('delivers what failed again, waits for it, and says how it went', async () => {
    const endpoint = await register()
    status = 500
    await run('trigger', 'ping')
    await run('trigger', 'order.created')
    await until(
      'both have failed',
      async () => (await json('deliveries', 'list', '--state', 'failed')).lines.length === 2,
    )
    status = 200
    const { code, lines } = await json('replay', endpoint, '--since', '1h')
    expect(code).toBe(0)
    expect(lines[0]).toMatchObject({ status: 'started', kind: 'failed' })
    expect(lines[1]).toMatchObject({ status: 'ended', state: 'done', created: 2, attempted: 2, succeeded: 2 })
  })

  test('of what an endpoint missed exits with 1 where it fails again', async () => {
    await run('trigger', 'ping')
    const endpoint = await register()
    status = 400
    const { code, stdout } = await run('replay', endpoint, '--since', '1h', '--kind', 'missed')
    expect(code).toBe(1)
    expect(stdout).toContain(
      'Done: 1 attempted again, 0 succeeded, 1 not. See: hookwright deliveries list --replay rpl_',
    )
  })

  test('ends at once with --no-wait, and needs --since', async () => {
    const endpoint = await register()
    const { code, lines } = await json('replay', endpoint, '--since', '1d', '--no-wait')
    expect({ code, count: lines.length }).toEqual({ code: 0, count: 1 })
    const wrong = await run('replay', endpoint)
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("required option '--since <time>' not specified"),
    })
  })
})
