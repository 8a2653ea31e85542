import { HttpError, Router } from 'hookwright'
import { z } from 'zod'

import { headerToken } from '../dependencies.ts'
import { Problem } from '../problem.ts'

const Item = z.object({ item_id: z.string(), name: z.string() }).meta({ id: 'Item' })

const names = new Map([
  ['plumbus', 'Plumbus'],
  ['gun', 'Portal gun'],
])

/** Where it is included says which prefix it has. */
export const items = new Router({
  tags: ['items'],
  dependencies: [headerToken],
  responses: { 404: { description: 'There is no such item.', schema: Problem } },
})

items.get('/', { response: z.array(Item), summary: 'List items' }, () =>
  [...names].map(([item_id, name]) => ({ item_id, name })),
)

items.get('/{item_id}', { response: Item, summary: 'Read an item' }, ({ params: { item_id } }) => ({
  item_id,
  name: nameOf(item_id),
}))

items.put(
  '/{item_id}',
  {
    response: Item,
    tags: ['custom'],
    responses: { 403: { description: 'It stays as it is.', schema: Problem } },
    summary: 'Polish an item',
  },
  ({ params: { item_id } }) => {
    if (item_id !== 'plumbus') throw new HttpError(403, 'Only the plumbus can be polished')
    return { item_id, name: `${nameOf(item_id)}, polished` }
  },
)

function nameOf(id: string): string {
  const name = names.get(id)
  if (name === undefined) throw new HttpError(404, `There is no item ${id}`)
  return name
}
