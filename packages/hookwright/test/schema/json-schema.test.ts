import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { jsonSchemaForms, UnrepresentableSchema } from '../../src/schema/json-schema.ts'
import { handWritten } from '../support/standard-schema.ts'

describe('the JSON Schema of a schema', () => {
  test('is that of the declaration, without the dialect, which the document states once', () => {
    const { input, output } = jsonSchemaForms(z.object({ username: z.string(), monthly_fee: z.number() }))
    const expected = {
      type: 'object',
      properties: { username: { type: 'string' }, monthly_fee: { type: 'number' } },
      required: ['username', 'monthly_fee'],
    }
    expect(input).toEqual(expected)
    expect(output).toEqual(expected)
  })

  test('leaves out the patterns that only repeat a format', () => {
    const formats = {
      at: z.iso.datetime(),
      day: z.iso.date(),
      span: z.iso.duration(),
      mail: z.email(),
      id: z.uuid(),
      v4: z.ipv4(),
      v6: z.ipv6(),
    }
    const { input } = jsonSchemaForms(z.object(formats))
    const format = (name: string) => ({ type: 'string', format: name })
    expect(input).toHaveProperty('properties', {
      at: format('date-time'),
      day: format('date'),
      span: format('duration'),
      mail: format('email'),
      id: format('uuid'),
      v4: format('ipv4'),
      v6: format('ipv6'),
    })
  })

  test('keeps the patterns that say something', () => {
    expect(jsonSchemaForms(z.string().regex(/^[A-Z]{3}$/)).input).toEqual({
      type: 'string',
      pattern: '^[A-Z]{3}$',
    })
    expect(jsonSchemaForms(z.ulid()).input).toMatchObject({ format: 'ulid', pattern: expect.any(String) })
  })

  test("leaves out Zod's names of checks, which are formats to nobody else", () => {
    expect(jsonSchemaForms(z.string().startsWith('usr_')).input).toEqual({
      type: 'string',
      pattern: '^usr_.*',
    })
    expect(jsonSchemaForms(z.string().uppercase()).input).not.toHaveProperty('format')
  })

  test('leaves out the bounds that every integer of JavaScript has, and keeps those that were declared', () => {
    expect(jsonSchemaForms(z.int()).input).toEqual({ type: 'integer' })
    expect(jsonSchemaForms(z.int().min(1).max(9)).input).toEqual({ type: 'integer', minimum: 1, maximum: 9 })
  })

  test('leaves examples and defaults as they are, even where they look like schemas', () => {
    const example = {
      format: 'email',
      pattern: '.*@acme.com',
      additionalProperties: false,
      minimum: Number.MIN_SAFE_INTEGER,
    }
    const schema = z
      .looseObject({ format: z.string() })
      .default(example)
      .meta({ examples: [example] })
    const { input, output } = jsonSchemaForms(schema)
    expect(input).toMatchObject({ default: example, examples: [example] })
    expect(output).toMatchObject({ default: example, examples: [example] })
  })

  test('tidies properties that are named like keywords', () => {
    const { input } = jsonSchemaForms(
      z.object({ properties: z.int(), items: z.email(), default: z.iso.date() }),
    )
    expect(input).toMatchObject({
      properties: {
        properties: { type: 'integer' },
        items: { type: 'string', format: 'email' },
        default: { type: 'string', format: 'date' },
      },
    })
  })

  test('does not close objects that only the output form closes, however deep', () => {
    const schema = z.object({ list: z.array(z.object({ a: z.union([z.object({ b: z.int() }), z.null()]) })) })
    expect(JSON.stringify(jsonSchemaForms(schema).output)).not.toContain('additionalProperties')
  })

  test('keeps objects closed that were declared strict', () => {
    const { input, output } = jsonSchemaForms(z.object({ inner: z.strictObject({ a: z.string() }) }))
    for (const form of [input, output]) {
      expect(form).not.toHaveProperty('additionalProperties')
      expect(form).toHaveProperty('properties.inner.additionalProperties', false)
    }
  })

  test('keeps what a record says of its values', () => {
    const { output } = jsonSchemaForms(z.record(z.string(), z.int()))
    expect(output).toHaveProperty('additionalProperties', { type: 'integer' })
  })

  test('differs between the directions where the schema does', () => {
    const { input, output } = jsonSchemaForms(z.object({ limit: z.int().default(50) }))
    expect(input).not.toHaveProperty('required')
    expect(output).toHaveProperty('required', ['limit'])
  })

  test('is made once and not changed by a second asking', () => {
    const schema = z.object({ a: z.string() })
    expect(jsonSchemaForms(schema)).toBe(jsonSchemaForms(schema))
  })
})

describe('a schema that JSON Schema cannot describe', () => {
  test("gives the library's reason, in the direction that it concerns", () => {
    const { input, output } = jsonSchemaForms(
      z.object({ length: z.string().transform((text) => text.length) }),
    )
    expect(input).toMatchObject({ type: 'object' })
    expect(output).toBeInstanceOf(UnrepresentableSchema)
    expect(output).toHaveProperty('reason', expect.stringMatching(/transform/i))
  })

  test('is a date that is received, since no JSON is one; sent, it is the text that JSON makes of it', () => {
    const { input, output } = jsonSchemaForms(z.object({ at: z.date() }))
    expect(input).toHaveProperty('reason', 'Date cannot be represented in JSON Schema (at properties.at)')
    expect(output).toMatchObject({ properties: { at: { type: 'string', format: 'date-time' } } })
  })

  test('is a codec from a date in one direction only, and its objects are as open as any', () => {
    const instant = z.codec(z.date(), z.iso.datetime(), {
      decode: (date) => date.toISOString(),
      encode: (text) => new Date(text),
    })
    const { input, output } = jsonSchemaForms(z.object({ at: instant, strict: z.strictObject({}) }))
    expect(input).toBeInstanceOf(UnrepresentableSchema)
    expect(output).toEqual({
      type: 'object',
      properties: {
        at: { type: 'string', format: 'date-time' },
        strict: { type: 'object', properties: {}, additionalProperties: false },
      },
      required: ['at', 'strict'],
    })
  })

  test('may come from any library, and may throw anything', () => {
    const schema = handWritten({
      validate: (value) => ({ value }),
      input: () => {
        throw 'no'
      },
    })
    expect(jsonSchemaForms(schema)).toMatchObject({ input: { reason: 'no' }, output: { reason: 'no' } })
  })
})

describe('a schema of which both forms are alike', () => {
  const node = z.object({
    name: z.string(),
    get next() {
      return node.optional()
    },
  })
  const named = z.object({ a: z.string() }).meta({ id: 'NamedOfBothForms' })
  const alike = {
    plain: z.object({ a: z.string(), b: z.number().nullable(), c: z.array(z.boolean()) }),
    optional: z.object({
      a: z.string().optional(),
      b: z.unknown(),
      c: z.union([z.string(), z.null()]).optional(),
    }),
    strict: z.object({ inner: z.strictObject({ a: z.literal('x') }) }),
    loose: z.looseObject({ a: z.enum(['x', 'y']) }),
    readonly: z.array(z.object({ a: z.string() })).readonly(),
    named: z.object({ one: named, two: named.describe('The other.') }),
    recursive: node,
    coerced: z.object({ a: z.coerce.number() }),
  }

  test.each(Object.entries(alike))(
    'is asked once, and yields what Zod says that it does (%s)',
    (_name, schema) => {
      const { input, output } = jsonSchemaForms(schema)
      expect(output).toBe(input)
      expect(output).toEqual(openedLike(input, without$schema(z.toJSONSchema(schema, { io: 'output' }))))
    },
  )

  const different = {
    default: z.object({ a: z.string().default('x') }),
    prefault: z.object({ a: z.string().prefault('x') }),
    catch: z.object({ a: z.string().catch('x') }),
    pipe: z.object({ a: z.string().transform(Number).pipe(z.number()) }),
    codec: z.object({
      a: z.codec(z.iso.datetime(), z.date(), {
        decode: (text) => new Date(text),
        encode: (at) => at.toISOString(),
      }),
    }),
    inside: z.array(z.union([z.string(), z.object({ a: z.object({ b: z.int().default(1) }) })])),
  }

  test.each(Object.entries(different))(
    'is none that fills in or changes what it is given (%s)',
    (_name, schema) => {
      const { input, output } = jsonSchemaForms(schema)
      expect(output).not.toBe(input)
    },
  )

  test('is none whose library does not tell its parts', () => {
    const string = () => ({ type: 'string' })
    const { input, output } = jsonSchemaForms(
      handWritten({ validate: (value) => ({ value }), input: string, output: string }),
    )
    expect(output).not.toBe(input)
    expect(output).toEqual(input)
  })
})

function without$schema({ $schema: _dialect, ...schema }: object & { $schema?: unknown }): object {
  return schema
}

/** Zod closes what is yielded; it is told as open as what is accepted. */
function openedLike(input: unknown, output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return output
  if (Array.isArray(output)) return output.map((inner, index) => openedLike(memberOf(input, index), inner))
  const entries = Object.entries(output)
    .filter(
      ([key, value]) =>
        !(key === 'additionalProperties' && value === false && memberOf(input, key) !== false),
    )
    .map(([key, value]): [string, unknown] => [key, openedLike(memberOf(input, key), value)])
  return Object.fromEntries(entries)
}

function memberOf(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

test('a schema of another library that is made of two of Zod has the forms of both', () => {
  const [taken, given] = [z.object({ a: z.string() }), z.object({ a: z.number() })]
  const schema = {
    '~standard': {
      version: 1,
      vendor: 'wrapper',
      validate: (value: unknown) => ({ value }),
      jsonSchema: {
        input: taken['~standard'].jsonSchema.input,
        output: given['~standard'].jsonSchema.output,
      },
    },
  } as const
  const { input, output } = jsonSchemaForms(schema)
  expect(input).toMatchObject({ properties: { a: { type: 'string' } } })
  expect(output).toMatchObject({ properties: { a: { type: 'number' } } })
})
