import type { ForeignDocument } from '../../../src/documents/document.ts'
import { foreignDocument } from '../../support/foreign-document.ts'

/** What is hard to say in other languages, in one document. */
export const shop: ForeignDocument = foreignDocument(
  {
    'order.paid': {
      description: 'An order was paid.\n\n- "quoted" and \\ and """ and */',
      body: {
        type: 'object',
        required: ['type', 'data'],
        properties: { type: { const: 'order.paid' }, data: { $ref: '#/components/schemas/Order' } },
      },
    },
    'stock.check': {
      body: {
        type: 'object',
        required: ['type', 'sku'],
        properties: { type: { const: 'stock.check' }, sku: { type: 'string' } },
      },
      answer: {
        type: 'object',
        required: ['inStock'],
        properties: { inStock: { type: 'boolean' }, note: { type: 'string' } },
      },
    },
    'order.lost': {
      body: { type: 'object', required: ['type'], properties: { type: { const: 'order.lost' } } },
    },
  },
  {
    Order: {
      type: 'object',
      required: ['id', 'placedAt', 'payment', 'lines', 'note', 'category'],
      properties: {
        id: { type: 'string', description: 'The order.' },
        placedAt: { type: 'string', format: 'date-time' },
        payment: {
          oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Invoice' }],
        },
        lines: {
          type: 'array',
          items: {
            type: 'object',
            required: ['sku'],
            properties: { sku: { type: 'string' }, quantity: { type: 'integer' } },
          },
        },
        note: { type: ['string', 'null'] },
        category: { $ref: '#/components/schemas/Category' },
        status: { enum: ['open', 'in transit', null], deprecated: true },
        class: { type: 'string' },
        'x-odd name': { type: 'number' },
        'say "it"': { type: 'string' },
        either: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'integer' } }] },
        totals: { type: 'object', additionalProperties: { type: 'number' } },
      },
    },
    Card: {
      type: 'object',
      required: ['method', 'last4'],
      properties: { method: { const: 'card' }, last4: { type: 'string' } },
    },
    Invoice: {
      type: 'object',
      required: ['method'],
      properties: { method: { const: 'invoice' }, dueOn: { type: 'string', format: 'date' } },
    },
    Category: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string' },
        parent: { $ref: '#/components/schemas/Category' },
        children: { type: 'array', items: { $ref: '#/components/schemas/Category' } },
      },
    },
  },
)

/** A body of `order.paid` that is as the document says. */
export const order = {
  id: 'o_1',
  placedAt: '2026-03-01T12:00:00Z',
  payment: { method: 'card', last4: '4242' },
  lines: [{ sku: 'a' }, { sku: 'b', quantity: 2 }],
  note: null,
  category: { name: 'books', children: [{ name: 'poems', children: [] }] },
  class: 'first',
  'x-odd name': 1.5,
  brandNew: true,
}
