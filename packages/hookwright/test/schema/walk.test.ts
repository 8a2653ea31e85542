import { describe, expect, test } from 'vitest'

import {
  changeSubschemas,
  eachChanged,
  eachSchema,
  mapRefs,
  schemaAt,
  subschemas,
} from '../../src/schema/walk.ts'

const schema = {
  type: 'object',
  properties: { $ref: { $ref: '#/a' }, default: { items: { $ref: '#/b' } } },
  prefixItems: [true, { not: { $ref: '#/c' } }],
  additionalProperties: { anyOf: [{ $ref: '#/d' }] },
  $defs: { deep: { if: { $ref: '#/e' }, const: { $ref: '#/data' } } },
  default: { $ref: '#/data' },
  examples: [{ properties: { x: { $ref: '#/data' } } }],
  enum: [{ items: { $ref: '#/data' } }],
}

describe('the walk through a schema', () => {
  test('finds the schemas right inside, with the way to each', () => {
    const found = [...subschemas(schema)]
    expect(found.map(([keys]) => keys)).toEqual([
      ['additionalProperties'],
      ['prefixItems', 1],
      ['properties', '$ref'],
      ['properties', 'default'],
      ['$defs', 'deep'],
    ])
    for (const [keys, inner] of found) expect(schemaAt(schema, keys)).toBe(inner)
  })

  test('visits every schema once, outermost first', () => {
    const visited: unknown[] = []
    eachSchema(schema, (node) => visited.push(node))
    expect(visited[0]).toBe(schema)
    expect(visited).toHaveLength(10)
  })

  test('changes references, and neither data that looks like one nor the original', () => {
    const before = structuredClone(schema)
    const seen: string[] = []
    const changed = mapRefs(schema, (ref) => {
      seen.push(ref)
      return ref.toUpperCase()
    })
    expect(seen.toSorted()).toEqual(['#/a', '#/b', '#/c', '#/d', '#/e'])
    expect(changed.properties).toEqual({ $ref: { $ref: '#/A' }, default: { items: { $ref: '#/B' } } })
    expect(changed).toMatchObject({ default: schema.default, examples: schema.examples, enum: schema.enum })
    expect(schema).toEqual(before)
  })

  test('finds nothing at a place that is not there', () => {
    expect(schemaAt(schema, ['properties', 'toString'])).toBeUndefined()
    expect(schemaAt(schema, ['prefixItems', 'length'])).toBeUndefined()
    expect(schemaAt(schema, ['prefixItems', 0])).toBeUndefined()
    expect(schemaAt(undefined, [])).toBeUndefined()
  })
})

describe('a change of schemas in place', () => {
  test('is of those right inside, and of no data', () => {
    const changed = structuredClone(schema)
    const given: unknown[] = []
    changeSubschemas(changed, (inner) => {
      given.push(inner)
      return { title: 'changed' }
    })
    expect(given).toEqual([...subschemas(schema)].map(([, inner]) => inner))
    const inside = [...subschemas(changed)]
    expect(inside).toHaveLength(given.length)
    for (const [, inner] of inside) expect(inner).toEqual({ title: 'changed' })
    expect(changed.default).toEqual(schema.default)
    expect(changed.prefixItems[0]).toBe(true)
  })

  test('reaches every schema, the innermost first', () => {
    const visited: unknown[] = []
    const copy = structuredClone(schema)
    expect(
      eachChanged(copy, (node) => {
        visited.push(node)
        return node
      }),
    ).toBe(copy)
    expect(visited).toHaveLength(10)
    expect(visited.at(-1)).toBe(copy)
  })
})
