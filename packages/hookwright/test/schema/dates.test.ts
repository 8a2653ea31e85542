import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import { describe, expect, test } from 'vitest'
import * as v from 'valibot'
import { z } from 'zod'

import { encodeBody } from '../../src/delivery/send.ts'
import { App, type Schema } from '../../src/index.ts'
import { jsonSchemaForms } from '../../src/schema/json-schema.ts'

const iso = '2026-01-31T12:00:00.000Z'
const dateTime = { type: 'string', format: 'date-time' }

const Instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})
const Seconds = z.codec(z.int(), z.date(), {
  decode: (seconds) => new Date(seconds * 1000),
  encode: (date) => Math.floor(date.getTime() / 1000),
})
const Digits = z.codec(z.string().regex(/^\d+$/), z.number(), { decode: Number, encode: String })

function newApp() {
  return new App({ title: 'Visits', version: '1', onError: () => {} })
}

function post(app: App, path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return app.request(path, { method: 'POST', body: JSON.stringify(body), headers })
}

async function sent(schema: Schema, body: unknown): Promise<unknown> {
  const { bytes } = await encodeBody(schema, body, 'visited')
  return JSON.parse(new TextDecoder().decode(bytes))
}

describe('a codec', () => {
  const Visit = z.object({ at: Instant, since: Seconds, count: Digits, note: z.string().default('none') })
  const wire = { at: iso, since: 1_769_860_800, count: '12', note: 'x' }
  const decoded = { at: new Date(iso), since: new Date(1_769_860_800_000), count: 12, note: 'x' }

  test('is decoded in what is received, and encoded in what is answered', async () => {
    const app = newApp()
    const seen: unknown[] = []
    app.post('/visits', { body: Visit, response: Visit }, ({ body }) => {
      seen.push(body)
      return body
    })
    const response = await post(app, '/visits', wire)
    expect(seen).toEqual([decoded])
    expect(await response.json()).toEqual(wire)
  })

  test('is encoded when it is sent, from either form, with defaults filled in', async () => {
    expect(await sent(Visit, decoded)).toEqual(wire)
    expect(await sent(Visit, wire)).toEqual(wire)
    const { note: _note, ...rest } = wire
    expect(await sent(Visit, rest)).toEqual({ ...wire, note: 'none' })
  })

  test('is documented in the form that travels, in both directions', () => {
    const properties = {
      at: dateTime,
      since: { type: 'integer' },
      count: { type: 'string', pattern: '^\\d+$' },
      note: { type: 'string', default: 'none' },
    }
    const { input, output } = jsonSchemaForms(Visit)
    expect(input).toMatchObject({ properties, required: ['at', 'since', 'count'] })
    expect(output).toEqual({ type: 'object', properties, required: ['at', 'since', 'count', 'note'] })
  })

  test('tells what is wrong in the form that was given', async () => {
    await expect(sent(Visit, { ...decoded, note: 7 })).rejects.toThrow(/body\.note: [^\n]*$/)
    await expect(sent(Visit, { ...wire, note: 7 })).rejects.toThrow(/body\.note: [^\n]*$/)
    await expect(sent(Visit, { ...wire, count: 'many' })).rejects.toThrow(/body\.count: /)
  })

  test('keeps its name, and brings the parts that only its accepted form has', () => {
    const Money = z.object({ cents: z.int() }).meta({ id: 'CodecMoney' })
    const Price = z
      .codec(Money, z.bigint(), {
        decode: ({ cents }) => BigInt(cents),
        encode: (cents) => ({ cents: Number(cents) }),
      })
      .meta({ id: 'CodecPrice' })
    const app = newApp()
    app.webhooks.post('priced', { body: z.object({ price: Price }) })
    expect(app.openapi().components?.['schemas']).toMatchObject({
      CodecMoney: { type: 'object', properties: { cents: { type: 'integer' } } },
      Priced: { properties: { price: { $ref: expect.stringMatching(/CodecPrice|CodecMoney/) } } },
    })
  })

  test('beside a transform that goes one way only is sent as validation gives it', async () => {
    const Mixed = z.object({ at: Instant, size: z.string().transform(Number).pipe(z.number()) })
    expect(await sent(Mixed, { at: iso, size: '12' })).toEqual({ at: iso, size: 12 })
  })

  test('that fails by throwing fails loudly', async () => {
    const Bad = z.codec(z.string(), z.date(), {
      decode: (text) => new Date(text),
      encode: () => {
        throw new RangeError('no way back')
      },
    })
    await expect(sent(Bad, new Date(iso))).rejects.toThrow('no way back')
  })

  test('gives a sample in the form that travels', async () => {
    const app = newApp()
    const visited = app.webhooks.post('visited', { body: Visit.omit({ count: true }) })
    expect(await visited.sample()).toEqual({ at: expect.stringMatching(/^2026-/), since: 1, note: 'none' })
  })
})

describe.each<[string, Schema, Schema]>([
  ['Zod', z.object({ at: z.date() }), z.object({ at: z.coerce.date() })],
  [
    'Valibot',
    toStandardJsonSchema(v.object({ at: v.date() })),
    toStandardJsonSchema(
      v.object({
        at: v.pipe(
          v.string(),
          v.isoTimestamp(),
          v.transform((text) => new Date(text)),
          v.date(),
        ),
      }),
    ),
  ],
  ['ArkType', type({ at: 'Date' }), type({ at: 'string.date.iso.parse' })],
])('a date of %s', (_library, Dated, Parsed) => {
  test('is sent as text, and documented so', async () => {
    expect(await sent(Dated, { at: new Date(iso) })).toEqual({ at: iso })
    expect(jsonSchemaForms(Dated).output).toMatchObject({ properties: { at: dateTime } })
  })

  test('is answered as text', async () => {
    const app = newApp()
    app.get('/', { response: Dated }, () => Object({ at: new Date(iso) }))
    expect(await (await app.request('/')).json()).toEqual({ at: iso })
  })

  test('is refused where it would be received, with the cure', () => {
    const app = newApp()
    app.post('/', { body: Dated }, () => 1)
    expect(() => app.openapi()).toThrow(
      /the body of POST \/ .*Date.*cannot be (represented in|converted to) JSON Schema|"date" schema cannot be converted/,
    )
    expect(() => app.openapi()).toThrow('for a date that is received, text')
  })

  test('has a sample', async () => {
    const app = newApp()
    const visited = app.webhooks.post('visited', { body: Dated })
    expect(await visited.sample()).toEqual({ at: iso })
  })

  test('is received where text is turned into it', async () => {
    const app = newApp()
    app.post('/', { body: Parsed }, ({ body }) => Object(body).at instanceof Date)
    app.get('/', { query: Parsed }, ({ query }) => Object(query).at instanceof Date)
    expect(await (await post(app, '/', { at: iso })).json()).toBe(true)
    expect(await (await app.request(`/?at=${iso}`)).json()).toBe(true)
    expect(app.openapi().paths).toBeDefined()
  })
})

test.each<[string, Schema]>([
  ['a map', z.object({ a: z.map(z.string(), z.string()) })],
  ['a large integer', z.object({ a: z.bigint() })],
  ['a large integer of ArkType', type({ a: 'bigint' })],
  ['a file of ArkType', type({ a: 'File' })],
  ['a large integer of Valibot', toStandardJsonSchema(v.object({ a: v.bigint() }))],
])('%s has no JSON Schema in either direction', (_what, schema) => {
  const { input, output } = jsonSchemaForms(schema)
  expect(input).toHaveProperty('reason')
  expect(output).toHaveProperty('reason')
})
