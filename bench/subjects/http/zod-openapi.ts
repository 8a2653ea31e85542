/** @hono/zod-openapi on Hono's server for Node. */
import { serve } from '@hono/node-server'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'

import { item, listening } from './routes.ts'

const Item = z.object({ name: z.string(), price: z.number(), inStock: z.boolean() })
const content = { 'application/json': { schema: Item } }

const app = new OpenAPIHono()
app.openapi(
  createRoute({ method: 'get', path: '/items', responses: { 200: { description: 'OK', content } } }),
  (context) => context.json(item, 200),
)
app.openapi(
  createRoute({
    method: 'post',
    path: '/items',
    request: { body: { content, required: true } },
    responses: { 201: { description: 'Created', content } },
  }),
  (context) => context.json(context.req.valid('json'), 201),
)
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => listening(port))
