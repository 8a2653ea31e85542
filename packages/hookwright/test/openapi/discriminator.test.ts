import { expect, test } from 'vitest'
import { z } from 'zod'

import { App } from '../../src/app.ts'
import type { Schema } from '../../src/schema/schema.ts'

const Card = z.object({ kind: z.literal('card'), number: z.string() }).meta({ id: 'Card' })
const Bank = z.object({ kind: z.enum(['iban', 'ach']), account: z.string() }).meta({ id: 'Bank' })

function schemasOf(body: Schema) {
  const app = new App({ title: 'Shop', version: '1' })
  app.webhooks.post('paid', { body })
  return app.openapi().components?.['schemas'] ?? {}
}

test('alternatives that a constant tells apart are documented with it', () => {
  const by = z.discriminatedUnion('kind', [Card, Bank])
  expect(schemasOf(z.object({ by }).meta({ id: 'Paid' }))).toMatchObject({
    Paid: {
      properties: {
        by: {
          oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Bank' }],
          discriminator: {
            propertyName: 'kind',
            mapping: {
              card: '#/components/schemas/Card',
              iban: '#/components/schemas/Bank',
              ach: '#/components/schemas/Bank',
            },
          },
        },
      },
    },
  })
})

test('the mapping names the components as they stand in the document', () => {
  const Stock = z.object({ kind: z.literal('stock'), count: z.number().default(0) }).meta({ id: 'Stock' })
  const both = z.discriminatedUnion('kind', [Card, Stock]).meta({ id: 'Both' })
  const app = new App({ title: 'Shop', version: '1' })
  app.post('/both', { body: both, response: both }, ({ body }) => body)
  expect(app.openapi().components?.['schemas']).toMatchObject({
    BothInput: { discriminator: { mapping: { stock: '#/components/schemas/StockInput' } } },
    Both: { discriminator: { mapping: { stock: '#/components/schemas/Stock' } } },
  })
})

test('an alternative may contain the union itself', () => {
  interface Folder {
    kind: 'folder'
    inside: (Folder | { kind: 'file' })[]
  }
  const File = z.object({ kind: z.literal('file') }).meta({ id: 'File' })
  const Folder: z.ZodType<Folder> & z.core.$ZodTypeDiscriminable = z
    .object({
      kind: z.literal('folder'),
      get inside() {
        return z.array(z.discriminatedUnion('kind', [Folder, File]))
      },
    })
    .meta({ id: 'Folder' })
  expect(schemasOf(Folder)).toMatchObject({
    Folder: { properties: { inside: { items: { discriminator: { propertyName: 'kind' } } } } },
  })
})

test.each<[string, Schema]>([
  [
    'have the same constants',
    z.object({ by: z.xor([Card, z.object({ kind: z.literal('card') }).meta({ id: 'Other' })]) }),
  ],
  ['need not have it', z.object({ by: z.xor([Card, Card.partial().meta({ id: 'Maybe' })]) })],
  [
    'have no names',
    z.object({
      by: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a') }),
        z.object({ kind: z.literal('b') }),
      ]),
    }),
  ],
  ['are told apart otherwise', z.object({ by: z.union([Card, Bank]) })],
])('alternatives that %s are documented without', (_, body) => {
  expect(JSON.stringify(schemasOf(body))).not.toContain('discriminator')
})

test('what a schema says itself stays', () => {
  const own = { propertyName: 'type' }
  const branch = (kind: string) => ({
    type: 'object',
    properties: { kind: { const: kind } },
    required: ['kind'],
  })
  const body = {
    $defs: { A: branch('a'), B: branch('b') },
    type: 'object',
    properties: { by: { oneOf: [{ $ref: '#/$defs/A' }, { $ref: '#/$defs/B' }], discriminator: own } },
  } as const
  expect(schemasOf(body)).toMatchObject({ Paid: { properties: { by: { discriminator: own } } } })
})
