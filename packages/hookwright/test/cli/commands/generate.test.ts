import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { listenOnLoopback } from '../../../../../test/support/listen.ts'
import { hookwright } from '../command-line.ts'

const document = {
  openapi: '3.1.0',
  info: { title: 'Shop API', version: '1' },
  webhooks: {
    'order.paid': hook({
      type: 'object',
      properties: { type: { const: 'order.paid' }, total: { type: 'number' } },
    }),
    'order.lost': hook({ type: 'object', properties: { type: { type: 'string' } } }),
  },
}

function hook(schema: object): object {
  return { post: { requestBody: { content: { 'application/json': { schema } } } } }
}

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookwright-generate-'))
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(document))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]) => hookwright(['generate', ...args], { cwd: folder })

test('the file goes to stdout, and how events are recognised to stderr', async () => {
  const { code, stdout, stderr } = await run('shop.json')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^\/\/ The webhooks of Shop API 1, /)
  expect(stdout).toContain('export function createShopReceiver(')
  expect(stderr).toContain(
    'Shop API 1: 2 events. How a receiver tells them apart:\n    1  certain  body:/type: ',
  )
  expect(stderr).toContain('    1  guess    body:/type: assumed')
})

test('--out writes it, --check finds it up to date, and out of date when the document changed', async () => {
  expect(await run('shop.json', '--out', 'shop.ts')).toMatchObject({ code: 0, stdout: 'Wrote shop.ts.\n' })
  expect(await run('shop.json', '--check', 'shop.ts')).toMatchObject({
    code: 0,
    stdout: 'shop.ts is up to date.\n',
  })
  const { 'order.paid': _gone, ...rest } = document.webhooks
  writeFileSync(join(folder, 'new.json'), JSON.stringify({ ...document, webhooks: rest }))
  const { code, stderr } = await run('new.json', '--check', 'shop.ts')
  expect(code).toBe(1)
  expect(stderr).toContain('error: shop.ts is out of date:\n')
  expect(stderr).toContain("-   'order.paid': { body: OrderPaid }\n")
  expect(stderr).toContain('Bring it up to date: hookwright generate new.json --out shop.ts')
})

test('--json reports each event on one line, with the text where it goes nowhere else', async () => {
  const { stdout, stderr } = await run('shop.json', '--json')
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual({
    title: 'Shop API',
    version: '1',
    events: [
      {
        name: 'order.paid',
        type: 'order.paid',
        how: 'constant',
        confidence: 'certain',
        source: 'body:/type',
      },
      { name: 'order.lost', type: 'order.lost', how: 'alike', confidence: 'guess', source: 'body:/type' },
    ],
    types: 2,
    warnings: [],
    text: expect.stringContaining('createShopReceiver'),
  })
  expect(JSON.parse((await run('shop.json', '--json', '--out', 'json.ts')).stdout)).toMatchObject({
    file: 'json.ts',
    written: true,
  })
})

test('where and what requests tell can be said', async () => {
  writeFileSync(join(folder, 'map.yaml'), 'order.lost: lost\n')
  const mapped = await run('shop.json', '--map', 'map.yaml', '--json')
  expect(JSON.parse(mapped.stdout).events[1]).toMatchObject({
    type: 'lost',
    how: 'told',
    confidence: 'certain',
  })
  const moved = await run('shop.json', '--event-from', 'header:X-Event', '--validate', 'off')
  expect(moved.stdout).toContain("headers.get('x-event')")
})

describe('the document comes', () => {
  test('from a URL, in YAML too', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/shop.yaml') response.end(`openapi: 3.0.3\nx-webhooks:\n  ping:\n    post: {}\n`)
      else response.writeHead(404).end()
    })
    const port = await listenOnLoopback(server)
    try {
      const found = await run(`http://127.0.0.1:${port}/shop.yaml`, '--json')
      expect(JSON.parse(found.stdout).events).toEqual([
        expect.objectContaining({ name: 'ping', how: 'only_event' }),
      ])
      const missing = await run(`http://127.0.0.1:${port}/gone.yaml`)
      expect(missing).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('the server answered 404 Not Found'),
      })
    } finally {
      server.close()
    }
    expect(await run(`http://127.0.0.1:${port}/shop.yaml`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('cannot be read: connect ECONNREFUSED'),
    })
  })

  test('from standard input', () => {
    const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url))
    const { stdout, status } = spawnSync(process.execPath, [main, 'generate', '-'], {
      input: readFileSync(join(folder, 'shop.json')),
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    expect(stdout).toContain('createShopReceiver')
  })
})

test.each([
  [['gone.json'], 1, 'gone.json cannot be read: there is no such file.'],
  [['shop.json', '--check', 'gone.ts'], 1, 'gone.ts cannot be checked: '],
  [['shop.json', '--map', 'gone.yaml'], 1, 'gone.yaml cannot be read: '],
  [['shop.json', '--out', 'no/such/folder.ts'], 1, 'no/such/folder.ts cannot be written: '],
  [['shop.json', '--event-from', 'query:x'], 2, 'Give a place in the body, such as body:/type, or a header'],
  [['shop.json', '--out', 'a.ts', '--check', 'a.ts'], 2, 'cannot be used with'],
  [['shop.json', '--lang', 'cobol'], 2, 'Allowed choices are typescript, python, go.'],
])('%j fails with %i and says why', async (args, code, message) => {
  const ended = await run(...args)
  expect(ended.stderr).toContain(message)
  expect(ended.code).toBe(code)
})

test.each([
  ['python', 'shop.py', 'def on_order_paid('],
  ['go', 'shop.go', 'OrderPaid func(context.Context, Event[OrderPaid]) error'],
])('--lang %s writes a receiver, which --check finds up to date', async (language, file, found) => {
  expect((await run('shop.json', '--lang', language, '--out', file)).code).toBe(0)
  expect(readFileSync(join(folder, file), 'utf8')).toContain(found)
  expect((await run('shop.json', '--lang', language, '--check', file)).code).toBe(0)
  expect((await run('shop.json', '--lang', language, '--name', 'Kiosk', '--check', file)).code).toBe(1)
})
