import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { HookwrightError } from '../../src/errors.ts'
import { sampleBody } from '../../src/schema/sample.ts'
import type { JsonSchema, Schema } from '../../src/schema/schema.ts'
import { handWritten } from '../support/standard-schema.ts'

const Address = z.object({ street: z.string(), country: z.string().length(2) }).meta({ id: 'SampledAddress' })

const Comment = z.object({
  text: z.string(),
  get replies() {
    return z.array(Comment)
  },
  get parent() {
    return Comment.nullable()
  },
  get next() {
    return Comment.optional()
  },
})

const shapes: Record<string, Schema> = {
  'the seed example': z.object({
    username: z.string(),
    monthly_fee: z.number(),
    start_date: z.iso.datetime(),
  }),
  'a text with bounds': z.string().min(30).max(40),
  'a short text': z.string().max(2),
  'a text of a fixed length': z.string().length(7),
  'a text with a beginning': z.string().startsWith('usr_'),
  'a text with an end': z.string().endsWith('.pdf'),
  'a text with a beginning and an end': z.string().startsWith('a.').endsWith('?'),
  'a text with a part': z.string().includes('(x)'),
  'a text in capitals': z.string().uppercase(),
  'a text in small letters': z.string().lowercase(),
  'a text of digits': z.string().regex(/^\d+$/),
  'a text of a form': z.string().regex(/^[A-Z]{2}\d{9}$/),
  'a long text of a form': z
    .string()
    .regex(/^[a-z]+$/)
    .min(12),
  'an email': z.email(),
  'a url': z.url(),
  'a uuid': z.uuid(),
  'a ulid': z.ulid(),
  'a cuid': z.cuid(),
  'a cuid2': z.cuid2(),
  'a nanoid': z.nanoid(),
  base64: z.base64(),
  base64url: z.base64url(),
  'a phone number': z.e164(),
  'a date': z.iso.date(),
  'a time': z.iso.time(),
  'a duration': z.iso.duration(),
  'an IPv4 address': z.ipv4(),
  'an IPv6 address': z.ipv6(),
  'a range of addresses': z.cidrv4(),
  'a range of IPv6 addresses': z.cidrv6(),
  'a host name': z.hostname(),
  'an integer': z.int(),
  'a big integer': z.int().min(1_000_000),
  'a negative number': z.number().negative(),
  'a fraction between': z.number().gt(0).lt(1),
  'a fraction above': z.number().gt(2.5),
  'an integer above a fraction': z.int().gt(2.5),
  'a number with one value': z.number().min(0.5).max(0.5),
  'a multiple': z.int().multipleOf(7).min(10),
  'a negative multiple': z.int().multipleOf(5).max(-1).min(-7),
  cents: z.number().multipleOf(0.01),
  'a boolean': z.boolean(),
  null: z.null(),
  anything: z.any(),
  'any JSON': z.json(),
  'a literal': z.literal('done'),
  'a literal null': z.literal(null),
  'an enum': z.enum(['open', 'closed']),
  'an enum of numbers': z.literal([3, 4]),
  'a nullable': z.string().nullable(),
  'an optional property': z.object({ a: z.string().optional() }),
  'a default': z.object({ a: z.int().default(5) }),
  'a union': z.union([z.object({ a: z.string() }), z.string()]),
  'a union with null first': z.union([z.null(), z.int()]),
  'a discriminated union': z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('card'), last4: z.string().length(4) }),
    z.object({ kind: z.literal('cash') }),
  ]),
  'an intersection': z.object({ a: z.string() }).and(z.object({ b: z.number() })),
  'an intersection of named schemas': Address.and(z.object({ zip: z.string() }).meta({ id: 'SampledZip' })),
  'a strict object': z.strictObject({ a: z.string() }),
  'a named schema': Address,
  'a named schema twice': z.object({ from: Address, to: Address.optional() }),
  'a named schema with an example beside it': z.object({
    to: Address.meta({ examples: [{ street: 'Here', country: 'NL' }] }),
  }),
  'an array': z.array(z.int()),
  'an array with a least length': z.array(z.string()).min(3),
  'an array with no room': z.array(z.string()).max(0),
  'a tuple': z.tuple([z.string(), z.int()]),
  'a tuple with a rest': z.tuple([z.string()]).rest(z.int()),
  'a record': z.record(z.string(), z.int()),
  'a record with known keys': z.record(z.enum(['a', 'b']), z.int()),
  'a transform piped': z.string().transform(Number).pipe(z.number().or(z.nan())),
  'a recursive schema': Comment,
  'a deep schema': z.object({
    a: z.object({
      b: z.object({ c: z.object({ d: z.object({ e: z.string().optional(), f: z.array(z.int()) }) }) }),
    }),
  }),
  'an optional property of which no sample can be made': z.object({
    a: z.string(),
    b: z
      .string()
      .regex(/^(?=.*9)[A-Z]{2}\d{9}$/)
      .optional(),
  }),
}

describe('a sample', () => {
  test.each(Object.keys(shapes))('of %s is valid', async (name) => {
    const schema = shapes[name]
    const sample = await sampleBody(schema, 'webhook x')
    expect(await schema?.['~standard'].validate(sample.given)).toEqual({ value: sample.wire })
  })

  test('is the example that the schema declares', async () => {
    const schema = z.object({ a: z.string() }).meta({ examples: [{ a: 'first' }, { a: 'second' }] })
    expect(await sampleBody(schema, 'x')).toEqual({ given: { a: 'first' }, wire: { a: 'first' } })
  })

  test('takes examples and defaults of properties', async () => {
    const schema = z.object({
      a: z.string().meta({ examples: ['shown'] }),
      b: z.int().default(7),
      c: z.string(),
    })
    expect((await sampleBody(schema, 'x')).given).toEqual({ a: 'shown', b: 7, c: 'text' })
  })

  test('does without a declared example that is not valid', async () => {
    const schema = z.object({ a: z.int() }).meta({ examples: [{ a: 'no number' }] })
    expect((await sampleBody(schema, 'x')).given).toEqual({ a: 1 })
  })

  test('fills in what may be left out, since a reader sees more then', async () => {
    const schema = z.object({ a: z.string(), b: z.string().optional() })
    expect((await sampleBody(schema, 'x')).given).toEqual({ a: 'text', b: 'text' })
  })

  test('is given in the form that is accepted, and shows what is sent for it', async () => {
    const schema = z.object({
      n: z
        .string()
        .meta({ examples: ['12'] })
        .transform(Number)
        .pipe(z.number()),
    })
    expect(await sampleBody(schema, 'x')).toEqual({ given: { n: '12' }, wire: { n: 12 } })
  })

  test('of no schema is nothing', async () => {
    expect(await sampleBody(undefined, 'x')).toEqual({ given: undefined, wire: undefined })
  })

  test('sets no prototype', async () => {
    const form: JsonSchema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"object"}}}')
    const { given } = await sampleBody(
      handWritten({ validate: (value) => ({ value }), input: () => form }),
      'x',
    )
    expect(Object.getPrototypeOf(given)).toBe(Object.prototype)
    expect(JSON.stringify(given)).toBe('{"__proto__":{}}')
  })
})

describe('a sample that cannot be made', () => {
  test('is an error that names the webhook, what is wrong, and the cure', async () => {
    const schema = z.object({
      iban: z.string().regex(/^(?=.*9)[A-Z]{2}\d{9}$/),
      n: z.int().refine((value) => value > 99, 'Too few'),
    })
    const error = await sampleBody(schema, 'webhook paid').catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(HookwrightError)
    expect(error).toMatchObject({ code: 'bad_schema' })
    expect(String(error)).toContain('No valid sample of webhook paid could be made. Declare one')
    expect(String(error)).toContain('body.iban: ')
    expect(String(error)).toContain('body.n: Too few')
  })

  test('says why, where JSON Schema cannot describe what is accepted', async () => {
    await expect(sampleBody(z.object({ at: z.date() }), 'webhook paid')).rejects.toMatchObject({
      code: 'bad_schema',
      message: expect.stringMatching(/webhook paid: .*date/i),
    })
  })

  test('ends, even where a schema never lets go', async () => {
    const Endless = z.object({
      get inner() {
        return Endless
      },
      get other() {
        return Endless
      },
    })
    await expect(sampleBody(Endless, 'x')).rejects.toMatchObject({ code: 'bad_schema' })
    await expect(sampleBody(z.never(), 'x')).rejects.toMatchObject({ code: 'bad_schema' })
  })
})
