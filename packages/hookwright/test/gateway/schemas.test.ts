import { expect, test } from 'vitest'

import { ForeignSchemas } from '../../src/gateway/schemas.ts'
import type { JsonSchema } from '../../src/schema/schema.ts'

const root: JsonSchema = {
  components: {
    schemas: {
      Order: {
        type: 'object',
        properties: { items: { type: 'array', items: { $ref: '#/components/schemas/Item' } } },
      },
      Item: { type: 'object', properties: { parent: { $ref: '#/components/schemas/Order' } } },
      'odd name/1': { type: 'string', $id: 'https://shop.test/odd' },
      Pet: {
        oneOf: [{ $ref: '#/components/schemas/Cat' }],
        discriminator: { propertyName: 'kind', mapping: { cat: 'Cat', dog: '#/components/schemas/Dog' } },
      },
      Cat: { type: 'object' },
      Dog: false,
    },
  },
}

test('a schema comes with all that it reaches, each once, also where that goes in a circle', () => {
  const schemas = new ForeignSchemas(root, [])
  expect(schemas.documented({ $ref: '#/components/schemas/Order' })).toEqual({
    schema: { $ref: '#/components/schemas/Order' },
    components: {
      Order: expect.objectContaining({ type: 'object' }),
      Item: { type: 'object', properties: { parent: { $ref: '#/components/schemas/Order' } } },
    },
  })
})

test('names that are taken, or can be none, are others in our document, wherever they are referred to', () => {
  const schemas = new ForeignSchemas(root, ['Order', 'Item'])
  const { schema, components } = schemas.documented({
    anyOf: [{ $ref: '#/components/schemas/Order' }, { $ref: '#/components/schemas/odd name~11' }],
  })
  expect(schema).toEqual({
    anyOf: [{ $ref: '#/components/schemas/Order_2' }, { $ref: '#/components/schemas/OddName1' }],
  })
  expect(components).toMatchObject({
    Order_2: { properties: { items: { items: { $ref: '#/components/schemas/Item_2' } } } },
    Item_2: { properties: { parent: { $ref: '#/components/schemas/Order_2' } } },
    OddName1: { type: 'string' },
  })
  expect(components['OddName1']).not.toHaveProperty('$id')
})

test('what discriminators map to comes along, named or referred to', () => {
  const { components } = new ForeignSchemas(root, ['Cat']).documented({ $ref: '#/components/schemas/Pet' })
  expect(components).toMatchObject({
    Pet: {
      discriminator: { mapping: { cat: '#/components/schemas/Cat_2', dog: '#/components/schemas/Dog' } },
    },
    Dog: { not: {} },
  })
})

test('a schema that is whole in itself holds its definitions', () => {
  expect(new ForeignSchemas(root, []).whole({ $ref: '#/components/schemas/Item' })).toMatchObject({
    $ref: '#/$defs/Item',
    $defs: { Item: { properties: { parent: { $ref: '#/$defs/Order' } } }, Order: {} },
  })
})

test('references that lead nowhere are told, however deep they are', () => {
  const broken: JsonSchema = {
    components: { schemas: { A: { allOf: [{ $ref: 'b.yaml#/B' }, { $ref: '#/components/schemas/C' }] } } },
  }
  expect(new ForeignSchemas(broken, []).missing({ $ref: '#/components/schemas/A' })).toEqual([
    'b.yaml#/B',
    '#/components/schemas/C',
  ])
})
