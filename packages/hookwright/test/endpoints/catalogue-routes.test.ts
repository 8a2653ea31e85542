import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { createReceiver, type WebhookEvent } from '@hookwright/receiver'
import { toNodeHandler } from '@hookwright/receiver/node'
import { generateSecret } from '@hookwright/receiver/sign'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { createManaged, type Managed } from '../support/management.ts'

let managed: Managed
let call: Managed['call']

const Money = z.object({ amount: z.int(), currency: z.enum(['EUR', 'USD']) }).meta({ id: 'Money' })

interface Category {
  name: string
  inside: Category[]
}

const Category: z.ZodType<Category> = z
  .object({
    name: z.string(),
    get inside() {
      return z.array(Category)
    },
  })
  .meta({ id: 'Category' })

beforeEach(() => {
  managed = createManaged()
  call = managed.call
})
afterEach(() => managed.app.close())

describe('an event type', () => {
  test('is shown with the schema of its body and a sample in the bytes that are sent', async () => {
    const { status, json } = await call('acme', 'GET', '/event-types/order.paid')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      name: 'order.paid',
      summary: 'Order Paid',
      description: 'Sent when an order was paid.',
      deprecated: false,
      contentType: 'application/json',
      schema: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'OrderPaid',
        type: 'object',
        required: ['id', 'total'],
      },
    })
    const sample = await call('acme', 'POST', '/samples', { eventType: 'order.paid' })
    expect(json.sample).toBe(sample.json.body)
  })

  test('has a schema that is whole in itself, and of the form that is sent', async () => {
    managed.app.webhooks.post('price.changed', {
      body: z
        .object({
          at: z.date(),
          price: Money,
          before: Money.nullable(),
          stock: z.number().default(0),
          category: Category,
        })
        .meta({ id: 'PriceChanged' }),
    })
    const { json } = await call('acme', 'GET', '/event-types/price.changed')
    expect(Object.keys(json.schema.$defs)).toEqual(['Money', 'Category'])
    expect(JSON.stringify(json.schema)).not.toContain('#/components')
    // What has a default is always sent.
    expect(json.schema.required).toContain('stock')
    const validate = new Ajv2020({ strict: true, formats: { 'date-time': true } }).compile(json.schema)
    validate(JSON.parse(json.sample))
    expect(validate.errors).toBe(null)
    expect(validate({})).toBe(false)
  })

  test('has a schema that stands among its definitions where it refers to itself', async () => {
    managed.app.webhooks.post('category.made', { body: Category })
    const { json } = await call('acme', 'GET', '/event-types/category.made')
    expect(json.schema).toMatchObject({ $ref: '#/$defs/Category', $defs: { Category: { type: 'object' } } })
    const validate = new Ajv2020().compile(json.schema)
    expect(validate({ name: 'a', inside: [{ name: 'b', inside: [] }] })).toBe(true)
    expect(validate({ name: 'a', inside: [{ name: 1 }] })).toBe(false)
  })

  test('without a body has neither schema nor sample', async () => {
    const { json } = await call('acme', 'GET', '/event-types/ping')
    expect([json.schema, json.sample]).toEqual([null, null])
  })

  test('of which no sample can be made has none', async () => {
    const odd = z.string().refine((text) => text === 'only this')
    managed.app.webhooks.post('odd', { body: z.object({ odd }) })
    const { status, json } = await call('acme', 'GET', '/event-types/odd')
    expect([status, json.sample]).toEqual([200, null])
    expect(json.schema.properties).toEqual({ odd: { type: 'string' } })
  })

  test.each(['orders/paid', "it's", 'a.100%', 'a.b.c', 'what?#'])('may be named %j', async (name) => {
    managed.app.webhooks.post(name, { body: z.object({ id: z.string() }) })
    const { status, json } = await call('acme', 'GET', `/event-types/${encodeURIComponent(name)}`)
    expect([status, json.name]).toEqual([200, name])
  })

  test('that is unknown or hidden is not found', async () => {
    managed.app.webhooks.post('secret.event', { includeInSchema: false })
    for (const name of ['secret.event', 'order.pait', 'constructor']) {
      expect((await call('acme', 'GET', `/event-types/${name}`)).status).toBe(404)
    }
    expect((await call(null, 'GET', '/event-types/order.paid')).status).toBe(401)
  })
})

describe('a receiver', () => {
  test.each([
    ['typescript', 'webhooks.ts', 'npm install @hookwright/receiver'],
    ['python', 'webhooks.py', 'pip install fastapi pydantic'],
    ['go', 'webhooks.go', 'standard library'],
  ])('in %s knows the event types that were chosen, and no others', async (language, fileName, note) => {
    const { status, json } = await call('acme', 'GET', `/receivers/${language}?eventTypes=order.paid`)
    expect([status, json.language, json.fileName]).toEqual([200, language, fileName])
    expect(json.notes.join(' ')).toContain(note)
    expect(json.text).toContain('order.paid')
    expect(json.text).not.toContain('order.canceled')
    const all = await call('acme', 'GET', `/receivers/${language}`)
    for (const name of ['order.paid', 'order.canceled', 'ping']) expect(all.json.text).toContain(name)
    const some = await call('acme', 'GET', `/receivers/${language}?eventTypes=order.*`)
    expect(some.json.text).toContain('order.canceled')
    expect(some.json.text).not.toMatch(/\bping\b/)
  })

  test('verifies with a secret, or for v1a with the public key', async () => {
    const v1 = await call('acme', 'GET', '/receivers/typescript')
    expect(v1.json.text).toContain('process.env.SHOP_SECRET')
    expect(v1.json.notes.join(' ')).toContain('whsec_')
    const v1a = await call('acme', 'GET', '/receivers/python?signing=v1a')
    expect(v1a.json.text).toContain('os.environ["SHOP_PUBLIC_KEY"]')
    expect(v1a.json.notes.join(' ')).toContain('whpk_')
    expect(v1a.json.notes.join(' ')).toContain('cryptography')
  })

  test('is refused for what is not declared, and for languages that there are not', async () => {
    const unknown = await call('acme', 'GET', '/receivers/go?eventTypes=order.pait')
    expect([unknown.status, unknown.json.detail[0].loc]).toEqual([422, ['query', 'eventTypes']])
    expect((await call('acme', 'GET', '/receivers/cobol')).status).toBe(422)
    expect((await call(null, 'GET', '/receivers/go')).status).toBe(401)
  })

  test('says of hidden event types nothing', async () => {
    managed.app.webhooks.post('secret.event', { includeInSchema: false })
    expect((await call('acme', 'GET', '/receivers/go?eventTypes=secret.event')).status).toBe(422)
    expect((await call('acme', 'GET', '/receivers/go')).json.text).not.toContain('secret.event')
  })
})

const tools = ['sh', 'openssl', 'curl'].every(
  (tool) => spawnSync(tool, [tool === 'sh' ? '-c' : 'version', ':']).error === undefined,
)

describe('the script for curl', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hookwright-curl-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function scriptFor(query: string) {
    const { status, json } = await call('acme', 'GET', `/receivers/curl?${query}`)
    expect([status, json.fileName]).toEqual([200, 'send-webhook.sh'])
    const file = join(folder, json.fileName)
    writeFileSync(file, json.text)
    return { file, notes: json.notes.join(' ') }
  }

  /** A receiver behind node:http that keeps what it was sent. */
  async function receiving(secret: string) {
    const events: WebhookEvent<string | undefined>[] = []
    const server = createServer(
      toNodeHandler(createReceiver({ secret, on: {}, fallback: (event) => void events.push(event) })),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    return {
      url: `http://127.0.0.1:${port}/hooks`,
      events,
      [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
    }
  }

  const run = (file: string, url: string, env: Record<string, string>) =>
    promisify(execFile)('sh', [file, url], { cwd: folder, env: { ...process.env, ...env } })

  test.skipIf(!tools)('sends a sample that a real receiver verifies', async () => {
    const said = { text: `It's "quoted" $HOME \`id\` \\n % grüße \u2028` }
    managed.app.webhooks.post("it's.said", {
      body: z.object({ text: z.string() }),
      examples: { body: { first: { value: said } } },
    })
    const secret = generateSecret()
    await using receiver = await receiving(secret)
    const { file, notes } = await scriptFor(`eventTypes=${encodeURIComponent("it's.said")}`)
    expect(notes).toContain('openssl')
    const { stdout } = await run(file, receiver.url, { WEBHOOK_SECRET: secret })
    expect(stdout).toContain('Answered 204.')
    expect(receiver.events).toMatchObject([{ type: "it's.said", body: said }])
  })

  test.skipIf(!tools)('fails where the receiver refuses, and without a secret says so', async () => {
    await using receiver = await receiving(generateSecret())
    const { file } = await scriptFor('eventTypes=order.paid')
    await expect(run(file, receiver.url, { WEBHOOK_SECRET: generateSecret() })).rejects.toMatchObject({
      stdout: expect.stringContaining('Answered 401.'),
    })
    await expect(run(file, receiver.url, { WEBHOOK_SECRET: '' })).rejects.toMatchObject({
      stderr: expect.stringContaining('WEBHOOK_SECRET'),
    })
    expect(receiver.events).toEqual([])
  })

  test.skipIf(!tools)('sends what has no body too', async () => {
    const secret = generateSecret()
    await using receiver = await receiving(secret)
    const { file } = await scriptFor('eventTypes=ping')
    await run(file, receiver.url, { WEBHOOK_SECRET: secret })
    expect(receiver.events).toMatchObject([{ type: 'ping', body: undefined }])
  })

  test.skipIf(!tools)('signs by Ed25519 with a key of its own, whose public key it tells', async () => {
    const { file } = await scriptFor('eventTypes=order.paid&signing=v1a')
    const first = await run(file, 'http://127.0.0.1:9', {}).catch((error: { stderr: string }) => error)
    const [publicKey = ''] = /whpk_\S+/.exec(first.stderr) ?? []
    await using receiver = await receiving(publicKey)
    const { stdout } = await run(file, receiver.url, {})
    expect(stdout).toContain('Answered 204.')
    expect(receiver.events).toMatchObject([{ type: 'order.paid' }])
    expect(readFileSync(join(folder, 'webhook-trial-key.pem'), 'utf8')).toContain('PRIVATE KEY')
  })

  test('is of the first event type that has a sample, and says so', async () => {
    const { notes } = await scriptFor('')
    expect(notes).toContain('It sends a sample of order.paid')
  })

  test('is refused where no sample can be made', async () => {
    const odd = z.string().refine((text) => text === 'only this')
    managed.app.webhooks.post('odd', { body: z.object({ odd }) })
    const { status, json } = await call('acme', 'GET', '/receivers/curl?eventTypes=odd')
    expect(status).toBe(409)
    expect(json.detail).toContain('No valid sample of webhook odd')
  })
})
