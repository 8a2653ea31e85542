import { describe, expect, test } from 'vitest'

import { createReceiver } from '../src/index.ts'
import { generateSecret, sign } from '../src/sign.ts'
import { refuseMismatches, warnOfMismatches, type BodySchemas } from '../src/validate.ts'

const schemas: BodySchemas = {
  bodies: {
    paid: { type: 'object', required: ['lines'], properties: { lines: { items: { $ref: '#/types/Line' } } } },
  },
  types: {
    Line: {
      type: 'object',
      properties: { n: { type: 'integer' }, at: { format: 'date' } },
      additionalProperties: false,
    },
  },
}

function warning() {
  const told: string[] = []
  return { told, check: warnOfMismatches(schemas, (message) => told.push(message)) }
}

describe('a check that warns', () => {
  test('tells each kind of mismatch once, whatever the item, and refuses nothing', () => {
    const { told, check } = warning()
    const body = { lines: [{ n: 1.5 }, { n: 'x' }, { n: 2.5 }] }
    expect([check({ type: 'paid', body }), check({ type: 'paid', body })]).toEqual([undefined, undefined])
    expect(told).toEqual([
      'The event paid differs from its schema: /lines/*/n must be integer, is number.',
      'The event paid differs from its schema: /lines/*/n must be integer, is string.',
    ])
  })

  test('passes over new properties, formats, and events that have no schema', () => {
    const { told, check } = warning()
    check({ type: 'paid', body: { lines: [{ at: 'today', more: 1 }] } })
    check({ type: 'other', body: 1 })
    check({ type: 'toString', body: 1 })
    check({ type: undefined, body: 1 })
    expect(told).toEqual([])
  })

  test('names the body where all of it is wrong', () => {
    const { told, check } = warning()
    check({ type: 'paid', body: [] })
    expect(told).toEqual(['The event paid differs from its schema: the body must be object, is array.'])
  })
})

test('a check that refuses answers 422 and says what is wrong, formats and new properties too', async () => {
  const response = refuseMismatches(schemas)({ type: 'paid', body: { lines: [{ at: 'today', more: 1 }] } })
  expect(response?.status).toBe(422)
  expect(await response?.json()).toEqual({
    error: {
      code: 'body_mismatch',
      message:
        'The body differs from its schema: /lines/0/at must be a date; /lines/0/more is a property that the schema does not know.',
    },
  })
  expect(refuseMismatches(schemas)({ type: 'paid', body: { lines: [] } })).toBeUndefined()
})

test('a receiver asks its check before the handler, of events that have one', async () => {
  const secret = generateSecret()
  const handled: unknown[] = []
  const checked: unknown[] = []
  const receive = createReceiver({
    secret,
    on: { paid: ({ body }) => void handled.push(body) },
    check: (event) => {
      checked.push(event.type)
      return refuseMismatches(schemas)(event)
    },
  })
  const send = async (sent: object) => {
    const [id, timestamp, body] = ['msg_1', Math.floor(Date.now() / 1000), JSON.stringify(sent)]
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': await sign({ id, timestamp, body, secret }),
    }
    return (await receive(new Request('http://localhost/', { method: 'POST', headers, body }))).status
  }
  expect(await send({ type: 'paid', lines: [] })).toBe(204)
  expect(await send({ type: 'paid', lines: [{ n: 'x' }] })).toBe(422)
  expect(await send({ type: 'unknown' })).toBe(204)
  expect(handled).toEqual([{ type: 'paid', lines: [] }])
  expect(checked).toEqual(['paid', 'paid'])
})
