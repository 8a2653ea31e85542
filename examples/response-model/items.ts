/** One item, answered in several ways: as it was set, with its defaults, or in part. */
import { dependency, HttpError, Router } from 'hookwright'
import { z } from 'zod'

import { notFound } from './problem.ts'

/** What somebody set: what is absent stays absent. */
const ItemAsSet = z
  .object({
    name: z.string(),
    description: z.string().nullable().optional(),
    price: z.number().min(0),
    tax: z.number().optional(),
    tags: z.array(z.string()).optional(),
  })
  .meta({ id: 'ItemAsSet' })

/** With what holds where nothing was set. */
const Item = ItemAsSet.extend({
  description: z.string().nullable().default(null),
  tax: z.number().default(10.5),
  tags: z.array(z.string()).default([]),
}).meta({ id: 'Item' })

const ItemName = Item.pick({ name: true, description: true }).meta({ id: 'ItemName' })

const PublicItem = Item.omit({ tax: true }).meta({ id: 'PublicItem' })

const stored = new Map<string, z.output<typeof ItemAsSet>>([
  ['foo', { name: 'Foo', price: 50.2 }],
  ['bar', { name: 'Bar', description: 'Where one drinks', price: 62, tax: 20.2 }],
  // Set to what the defaults are: set all the same.
  ['baz', { name: 'Baz', description: null, price: 50.2, tax: 10.5, tags: [] }],
])

const item = dependency(
  { params: z.object({ item_id: z.string() }), responses: notFound },
  ({ params: { item_id } }) => {
    const found = stored.get(item_id)
    if (!found) throw new HttpError(404, `There is no item ${item_id}`)
    return found
  },
)

export const items = new Router()

items.post('/items/', { body: Item, response: Item, summary: 'Try out an item' }, ({ body }) => body)

items.get(
  '/items/',
  { query: z.object({ limit: z.int().min(1).default(10) }), response: z.array(Item), summary: 'List items' },
  ({ query }) => [...stored.values()].slice(0, query.limit),
)

items.get(
  '/items/{item_id}',
  { dependencies: { item }, response: ItemAsSet, summary: 'Read an item as it was set' },
  (context) => context.item,
)

items.get(
  '/items/{item_id}/name',
  { dependencies: { item }, response: ItemName, summary: 'Read what an item is called' },
  (context) => context.item,
)

items.get(
  '/items/{item_id}/public',
  { dependencies: { item }, response: PublicItem, summary: 'Read all but the tax of an item' },
  (context) => context.item,
)
