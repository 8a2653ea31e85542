import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { describeIssues, validate } from '../../src/schema/validate.ts'
import { handWritten } from '../support/standard-schema.ts'

const Order = z.object({
  customer: z.object({ name: z.string() }),
  items: z.array(z.object({ price: z.number().positive() })),
  state: z.enum(['open', 'closed']),
})

describe('validation by Zod', () => {
  test('gives what the schema makes of the value', async () => {
    const result = await validate(z.object({ limit: z.int().default(50) }), { more: 1 }, 'query')
    expect(result).toEqual({ ok: true, value: { limit: 50 } })
  })

  test('names the source, then keys and indexes, and keeps the code of the library', async () => {
    const result = await validate(
      Order,
      { customer: { name: 7 }, items: [{ price: 1 }, { price: -1 }], state: 'half' },
      'body',
    )
    expect(result).toEqual({
      ok: false,
      issues: [
        {
          loc: ['body', 'customer', 'name'],
          msg: expect.stringContaining('expected string'),
          type: 'invalid_type',
        },
        { loc: ['body', 'items', 1, 'price'], msg: expect.any(String), type: 'too_small' },
        { loc: ['body', 'state'], msg: expect.any(String), type: 'invalid_value' },
      ],
    })
  })

  test('names each key that an object may not have at its own place', async () => {
    const schema = z.object({ inner: z.strictObject({ a: z.int() }) })
    expect(await validate(schema, { inner: { a: 1, b: 2, c: 3 } }, 'body')).toMatchObject({
      issues: [
        { loc: ['body', 'inner', 'b'], type: 'unrecognized_keys' },
        { loc: ['body', 'inner', 'c'], type: 'unrecognized_keys' },
      ],
    })
  })

  test('says of whatever is absent that it is required', async () => {
    const union = z.object({
      either: z.union([z.string(), z.number()]),
      kind: z.discriminatedUnion('t', [z.object({ t: z.literal('a') })]),
    })
    const missing = { msg: 'Field required', type: 'missing' }
    expect(await validate(Order, { customer: {} }, 'body')).toEqual({
      ok: false,
      issues: [
        { loc: ['body', 'customer', 'name'], ...missing },
        { loc: ['body', 'items'], ...missing },
        { loc: ['body', 'state'], ...missing },
      ],
    })
    expect(await validate(Order, undefined, 'body')).toEqual({
      ok: false,
      issues: [{ loc: ['body'], ...missing }],
    })
    expect(await validate(union, { kind: {} }, 'body')).toEqual({
      ok: false,
      issues: [
        { loc: ['body', 'either'], ...missing },
        { loc: ['body', 'kind', 't'], ...missing },
      ],
    })
  })

  test('does not call null absent', async () => {
    const result = await validate(z.object({ a: z.string() }), { a: null }, 'body')
    expect(result).toMatchObject({ issues: [{ loc: ['body', 'a'], type: 'invalid_type' }] })
  })

  test("keeps the words of the application's own check, also about what is absent", async () => {
    const contact = z
      .object({ email: z.string().optional(), phone: z.string().optional() })
      .refine(({ email, phone }) => email ?? phone, { path: ['email'], message: 'Give an email or a phone' })
    expect(await validate(contact, {}, 'body')).toEqual({
      ok: false,
      issues: [{ loc: ['body', 'email'], msg: 'Give an email or a phone', type: 'custom' }],
    })
  })

  test('waits for checks that take time', async () => {
    const free = z.object({ name: z.string().refine(async (name) => name !== 'taken', 'Is taken') })
    expect(await validate(free, { name: 'taken' }, 'body')).toMatchObject({ issues: [{ msg: 'Is taken' }] })
    expect(await validate(free, { name: 'free' }, 'body')).toMatchObject({ ok: true })
  })
})

describe('validation by any Standard Schema', () => {
  test('reads paths of keys, symbols, indexes and segment objects', async () => {
    const hidden = Symbol('hidden')
    const schema = handWritten({
      validate: () => ({
        issues: [
          { message: 'No such key', path: ['a', 0] },
          { message: 'No such segment', path: [{ key: 'a' }, { key: 1 }] },
          { message: 'No such symbol', path: [hidden] },
          { message: 'No path' },
        ],
      }),
    })
    expect(await validate(schema, { a: ['x', 'y'], [hidden]: 1 }, 'body')).toEqual({
      ok: false,
      issues: [
        { loc: ['body', 'a', 0], msg: 'No such key', type: 'invalid' },
        { loc: ['body', 'a', 1], msg: 'No such segment', type: 'invalid' },
        { loc: ['body', 'Symbol(hidden)'], msg: 'No such symbol', type: 'invalid' },
        { loc: ['body'], msg: 'No path', type: 'invalid' },
      ],
    })
  })

  test("takes the library's code under either of its usual names", async () => {
    const schema = handWritten({
      validate: () => ({
        issues: [
          Object.assign({ message: 'x' }, { code: 'domain' }),
          Object.assign({ message: 'y' }, { type: 'min_length' }),
        ],
      }),
    })
    const result = await validate(schema, 1, 'query')
    expect(result).toMatchObject({ issues: [{ type: 'domain' }, { type: 'min_length' }] })
  })

  test('says nothing is absent below what is no object', async () => {
    const schema = handWritten({ validate: () => ({ issues: [{ message: 'bad', path: ['a', 'b'] }] }) })
    expect(await validate(schema, { a: 'text' }, 'body')).toMatchObject({ issues: [{ msg: 'bad' }] })
  })
})

test('issues in words are one line each', () => {
  expect(
    describeIssues([
      { loc: ['body', 'items', 0, 'price'], msg: 'Too small', type: 'too_small' },
      { loc: ['body'], msg: 'Field required', type: 'missing' },
    ]),
  ).toBe('body.items.0.price: Too small\nbody: Field required')
})
