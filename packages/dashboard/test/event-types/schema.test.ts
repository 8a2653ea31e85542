import { describe, expect, it } from 'vitest'

import { propertiesOf } from '../../src/event-types/schema.ts'

describe('propertiesOf', () => {
  it('tells each property with its type, whether it is required, and what it means', () => {
    const schema = {
      type: 'object',
      required: ['id', 'state'],
      properties: {
        id: { type: 'integer', description: 'Counted from 1.' },
        at: { type: 'string', format: 'date-time' },
        state: { enum: ['paid', 'open'] },
        either: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        kind: { const: 'order' },
      },
    }
    expect(propertiesOf(schema)).toEqual([
      { path: 'id', type: 'integer', isRequired: true, description: 'Counted from 1.' },
      { path: 'at', type: 'string, date-time', isRequired: false, description: '' },
      { path: 'state', type: '"paid" | "open"', isRequired: true, description: '' },
      { path: 'either', type: 'string | null', isRequired: false, description: '' },
      { path: 'kind', type: '"order"', isRequired: false, description: '' },
    ])
  })

  it('goes into objects, lists, references and all of allOf', () => {
    const schema = {
      allOf: [{ $ref: '#/$defs/Order' }, { properties: { note: { type: 'string' } } }],
      $defs: {
        Order: {
          properties: {
            items: { type: 'array', items: { $ref: '#/$defs/an~1Item' } },
            customer: { $ref: '#/$defs/Customer' },
          },
        },
        'an/Item': { type: 'object', properties: { price: { type: 'number' } } },
        Customer: { type: 'object', properties: { name: { type: 'string' } } },
      },
    }
    expect(propertiesOf(schema).map(({ path, type }) => `${path}: ${type}`)).toEqual([
      'items: list of object',
      'items[].price: number',
      'customer: object',
      'customer.name: string',
      'note: string',
    ])
  })

  it('ends where a schema refers to itself', () => {
    const schema = { properties: { child: { $ref: '#' }, name: { type: 'string' } } }
    expect(propertiesOf(schema).map(({ path }) => path)).toEqual([
      'child',
      'child.child',
      'child.name',
      'name',
    ])
    const list = {
      $ref: '#/$defs/Node',
      $defs: { Node: { properties: { nodes: { type: 'array', items: { $ref: '#/$defs/Node' } } } } },
    }
    expect(propertiesOf(list).map(({ path }) => path)).toEqual(['nodes'])
  })

  it('tells nothing of what is no object', () => {
    expect(propertiesOf({ type: 'string' })).toEqual([])
    expect(propertiesOf({ $ref: 'https://elsewhere.example/schema' })).toEqual([])
  })
})
