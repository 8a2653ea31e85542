import { execFileSync } from 'node:child_process'

import { Type } from 'typebox'
import { describe, expect, test } from 'vitest'

import { App, jsonSchema, type JsonSchema, type RawJsonSchema } from '../../src/index.ts'
import { fillDefaults } from '../../src/schema/defaults.ts'
import { jsonSchemaForms } from '../../src/schema/json-schema.ts'
import { sampleBody } from '../../src/schema/sample.ts'
import { validate } from '../../src/schema/validate.ts'

async function issuesOf(schema: RawJsonSchema, value: unknown): Promise<string[]> {
  const result = await validate(schema, value, 'body')
  return result.ok ? [] : result.issues.map(({ loc, msg, type }) => `${loc.join('.')}: ${msg} (${type})`)
}

async function valueOf(schema: RawJsonSchema, value: unknown): Promise<unknown> {
  const result = await validate(schema, value, 'body')
  return result.ok ? result.value : result.issues
}

function schemasOf(declare: (app: App) => void): JsonSchema | undefined {
  const app = new App({ title: 'Raw', version: '1' })
  declare(app)
  return app.openapi().components?.['schemas']
}

describe('raw JSON Schema', () => {
  test('tells what is wrong, with the place and the keyword', async () => {
    const schema = {
      type: 'object',
      properties: {
        kind: { enum: ['a', 'b'] },
        version: { const: 2 },
        at: { type: 'string', format: 'date-time' },
        price: { type: 'number', multipleOf: 0.01 },
        'a/b~c': { type: 'array', items: { type: 'integer' } },
      },
      required: ['kind', 'at'],
      additionalProperties: false,
    }
    const value = { kind: 'c', version: 1, price: 19.999, 'a/b~c': [1, 'x'], other: 1 }
    expect(await issuesOf(schema, value)).toEqual([
      'body.at: Field required (missing)',
      'body.other: is not allowed here (additionalProperties)',
      'body.kind: must be one of ["a","b"] (enum)',
      'body.version: must be 2 (const)',
      'body.price: must be multiple of 0.01 (multipleOf)',
      'body.a/b~c.1: must be integer (type)',
    ])
    expect(await issuesOf(schema, { kind: 'a', at: 'soon', price: 19.99 })).toEqual([
      'body.at: must match format "date-time" (format)',
    ])
  })

  test('of alternatives tells of the one that was meant, or that none fits', async () => {
    const schema = {
      type: 'object',
      properties: {
        name: { anyOf: [{ type: 'string', minLength: 3 }, { type: 'null' }] },
        shape: {
          oneOf: [
            { type: 'object', properties: { radius: { type: 'number' } }, required: ['radius'] },
            { type: 'string' },
          ],
        },
      },
    }
    expect(await issuesOf(schema, { name: 7, shape: true })).toEqual([
      'body.name: must fit one of the alternatives (anyOf)',
      'body.shape: must fit one of the alternatives (oneOf)',
    ])
    expect(await issuesOf(schema, { name: 'ab', shape: { radius: 'x' } })).toEqual([
      'body.name: must NOT have fewer than 3 characters (minLength)',
      'body.shape.radius: must be number (type)',
    ])
  })

  test('fills in defaults where they are certainly meant, and changes nothing that was given', async () => {
    const schema = {
      type: 'object',
      properties: {
        page: { type: 'integer', default: 1 },
        sort: { $ref: '#/$defs/Sort' },
        lines: { type: 'array', items: { $ref: '#/$defs/Line' } },
        either: { anyOf: [{ properties: { a: { default: 1 } } }, { properties: { b: { default: 2 } } }] },
        more: { type: 'object', additionalProperties: { $ref: '#/$defs/Line' } },
      },
      allOf: [{ properties: { extra: { type: 'boolean', default: false } } }],
      $defs: {
        Sort: { type: 'object', properties: { by: { default: 'name' } }, default: { by: 'id' } },
        Line: {
          type: 'object',
          properties: { count: { type: 'integer', default: 1 }, next: { $ref: '#/$defs/Line' } },
        },
      },
    }
    const given = { lines: [{}, { count: 2, next: {} }], either: {}, more: { x: {} } }
    const before = structuredClone(given)
    expect(await valueOf(schema, given)).toEqual({
      page: 1,
      extra: false,
      sort: { by: 'id' },
      lines: [{ count: 1 }, { count: 2, next: { count: 1 } }],
      either: {},
      more: { x: { count: 1 } },
    })
    expect(given).toEqual(before)
    expect(await valueOf(schema, { sort: {} })).toMatchObject({ sort: { by: 'name' } })
    const circle = { $ref: '#/$defs/A', $defs: { A: { allOf: [{ $ref: '#/$defs/A' }] } } }
    expect(fillDefaults({ a: 1 }, circle)).toEqual({ a: 1 })
  })

  test('requires in the form that is sent what its defaults fill in, but not what is only one alternative', () => {
    const Line = { type: 'object', properties: { count: { type: 'integer', default: 1 } } }
    const schema = {
      type: 'object',
      properties: {
        page: { type: 'integer', default: 1 },
        line: { $ref: '#/$defs/Line' },
        other: { anyOf: [{ $ref: '#/$defs/Other' }, { type: 'null' }] },
      },
      $defs: { Line, Other: structuredClone(Line) },
    }
    const { input, output } = jsonSchemaForms(schema)
    expect(input).toEqual(schema)
    expect(output).toEqual({
      ...schema,
      required: ['page'],
      $defs: { Line: { ...Line, required: ['count'] }, Other: Line },
    })
  })

  test('that was never JSON is refused, each fault with its place', () => {
    const reasonOf = (schema: RawJsonSchema) => jsonSchemaForms(schema).input
    expect(
      reasonOf({
        type: 'object',
        properties: {
          a: { type: 'strng' },
          b: { minimum: '1' },
          c: { pattern: '(' },
          d: { type: 'string', nullable: true },
        },
        required: ['a'],
        anyOf: [],
      }),
    ).toHaveProperty(
      'reason',
      [
        '/anyOf: [] is no list of schemas',
        '/properties/a/type: "strng" is no type of JSON: null, boolean, object, array, number, integer or string',
        '/properties/b/minimum: "1" is no number',
        '/properties/c/pattern: "(" is no regular expression',
        '/properties/d/nullable: true is of OpenAPI 3.0; add "null" to the type instead',
      ].join('; '),
    )
    expect(reasonOf({ type: 'object', properties: { a: { $dynamicRef: '#x' } } })).toHaveProperty(
      'reason',
      '/properties/a/$dynamicRef: "#x" is not supported; refer to its $defs by $ref',
    )
    const circle: { properties: { inner?: object } } = { properties: {} }
    circle.properties.inner = circle
    expect(reasonOf(circle)).toHaveProperty('reason', expect.stringMatching(/circular/))
    expect(reasonOf({ const: 1n })).toHaveProperty('reason', expect.stringMatching(/BigInt/))
  })

  test('is told as a mistake in the declarations, with place and cure', () => {
    expect(() => schemasOf((app) => app.post('/a', { body: { type: 'strng' } }, () => 1))).toThrow(
      /the body of POST \/a .*raw\.test\.ts.*: its schema has no JSON Schema for its input: \/type: "strng" is no type/,
    )
  })

  test('may be of draft-07', async () => {
    const schema = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: {
        pair: {
          type: 'array',
          items: [{ type: 'string' }, { $ref: '#/definitions/N' }],
          additionalItems: false,
        },
      },
      definitions: { N: { type: 'number' } },
    }
    expect(jsonSchemaForms(schema).input).toEqual({
      type: 'object',
      properties: {
        pair: { type: 'array', prefixItems: [{ type: 'string' }, { $ref: '#/$defs/N' }], items: false },
      },
      $defs: { N: { type: 'number' } },
    })
    expect(await issuesOf(schema, { pair: ['a', 1] })).toEqual([])
    expect(await issuesOf(schema, { pair: ['a', 1, 2] })).toHaveLength(1)
  })

  test('names its parts by their $id, also in URLs, and refers to them from anywhere', async () => {
    const Line = { $id: 'https://example.com/Line.json', type: 'object', properties: { next: { $ref: '#' } } }
    const Order = {
      $id: 'Order',
      type: 'object',
      properties: { line: Line, lines: { type: 'array', items: { $ref: 'https://example.com/Line.json' } } },
    }
    expect(schemasOf((app) => app.webhooks.post('x', { body: Order }))).toEqual({
      Line: { type: 'object', properties: { next: { $ref: '#/components/schemas/Line' } } },
      Order: {
        type: 'object',
        properties: {
          line: { $ref: '#/components/schemas/Line' },
          lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
        },
      },
    })
    expect(await issuesOf(Order, { line: { next: 1 } })).toEqual(['body.line.next: must be object (type)'])
    expect(
      jsonSchemaForms({ properties: { a: { $id: 'A', type: 'string' }, b: { $id: 'A', type: 'number' } } })
        .input,
    ).toHaveProperty('reason', 'two different parts of it are named "A"')
  })

  test('by the helper is the same schema, with a type', async () => {
    const schema = jsonSchema<{ a: string }>({
      type: 'object',
      properties: { a: { type: 'string' } },
      required: ['a'],
    })
    expect(await validate(schema, { a: 'x' }, 'body')).toEqual({ ok: true, value: { a: 'x' } })
    expect(await validate(schema, {}, 'body')).toMatchObject({ ok: false })
  })

  test('gives a sample', async () => {
    const schema = {
      type: 'object',
      properties: { at: { type: 'string', format: 'date-time' } },
      required: ['at'],
    }
    expect((await sampleBody(schema, 'x')).wire).toEqual({ at: '2026-01-31T12:00:00Z' })
  })
})

describe('TypeBox', () => {
  test('may refer to its own parts, and to tuples and records', async () => {
    const Node = Type.Cyclic(
      { Node: Type.Object({ value: Type.String(), next: Type.Optional(Type.Ref('Node')) }) },
      'Node',
    )
    expect(schemasOf((app) => app.webhooks.post('x', { body: Node }))).toEqual({
      Node: {
        type: 'object',
        properties: { value: { type: 'string' }, next: { $ref: '#/components/schemas/Node' } },
        required: ['value'],
      },
    })
    expect(await issuesOf(Node, { value: 'a', next: { value: 1 } })).toEqual([
      'body.next.value: must be string (type)',
    ])
    const Pairs = Type.Record(Type.String(), Type.Tuple([Type.String(), Type.Number()]))
    expect(await issuesOf(Pairs, { a: ['x', 1] })).toEqual([])
    expect(await issuesOf(Pairs, { a: ['x', 1, 2] })).toHaveLength(1)
  })

  test('with a type that JSON lacks is refused', () => {
    expect(jsonSchemaForms(Type.Object({ a: Type.BigInt() })).input).toHaveProperty(
      'reason',
      expect.stringContaining('/properties/a/type: "bigint" is no type of JSON'),
    )
  })
})

test('a runtime that allows no code made from text says so where raw JSON Schema is validated, and nowhere else', () => {
  const script = `
    import { App, HookwrightError } from '${new URL('../../src/index.ts', import.meta.url).href}'
    import { z } from 'zod'
    let error
    const app = new App({ title: 'T', version: '1', onError: (thrown) => { error = thrown } })
    app.get('/zod', { query: z.object({ n: z.int() }) }, ({ query }) => query.n)
    app.get('/raw', { query: { type: 'object', properties: { n: { type: 'integer' } } } }, () => 1)
    const zod = await app.request('/zod?n=3')
    const raw = await app.request('/raw?n=3')
    console.log(JSON.stringify([zod.status, await zod.json(), raw.status, error.code, error.message, Object.keys(app.openapi().paths)]))
  `
  const flags = ['--disallow-code-generation-from-strings', '--input-type=module', '--no-warnings']
  const output = execFileSync(process.execPath, [...flags, '--eval', script], {
    cwd: import.meta.dirname,
    encoding: 'utf8',
  })
  expect(JSON.parse(output)).toEqual([
    200,
    3,
    500,
    'bad_schema',
    expect.stringMatching(/^This runtime allows no code made from text .* Zod or Valibot\.$/),
    ['/zod', '/raw'],
  ])
})

test('a schema that does not tell its JSON Schema is refused with the cure', () => {
  const mute = Object({
    '~standard': { version: 1, vendor: 'mute', validate: (value: unknown) => ({ value }) },
  })
  expect(jsonSchemaForms(mute).input).toHaveProperty(
    'reason',
    expect.stringContaining('toStandardJsonSchema()'),
  )
})
