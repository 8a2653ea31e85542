import { App, file, fileList } from 'hookwright'
import { z } from 'zod'

/** The app of reference/app.py, declared in Hookwright. Each operation answers with what it read. */
export const app = new App({ title: 'Parity', version: '1.0.0', docsUrl: null })

const Model = z.enum(['alexnet', 'resnet'])
/** What text of the path, the query, a header or a cookie is asked to be. */
const valued = <Value extends z.ZodType>(value: Value) => ({ params: z.object({ value }) })

app.get('/path/int/{value}', valued(z.int()), ({ params }) => params)
app.get('/path/float/{value}', valued(z.number()), ({ params }) => params)
app.get('/path/bool/{value}', valued(z.boolean()), ({ params }) => params)
app.get('/path/uuid/{value}', valued(z.uuid()), ({ params }) => params)
app.get('/path/date/{value}', valued(z.iso.date()), ({ params }) => params)
app.get('/path/enum/{value}', valued(Model), ({ params }) => params)
app.get('/path/bounded/{value}', valued(z.int().min(1).max(10)), ({ params }) => params)
app.get('/path/code/{value}', valued(z.string().regex(/^[A-Z]{3}$/)), ({ params }) => params)
app.get(
  '/path/pair/{left}/{right}',
  { params: z.object({ left: z.int(), right: z.int() }) },
  ({ params }) => params,
)

app.get(
  '/query/plain',
  {
    query: z.object({
      needy: z.string(),
      skip: z.int().default(0),
      limit: z.int().nullable().default(null),
      ratio: z.number().default(0.5),
      short: z.boolean().default(false),
    }),
  },
  ({ query }) => query,
)
app.get(
  '/query/constrained',
  {
    query: z.object({
      q: z.string().min(3).max(5).default('usual'),
      code: z
        .string()
        .regex(/^[a-z]+$/)
        .default('abc'),
      page: z.int().gt(0).lt(100).default(1),
      step: z.int().multipleOf(5).default(5),
    }),
  },
  ({ query }) => query,
)
app.get(
  '/query/lists',
  { query: z.object({ tag: z.array(z.string()).default([]), id: z.array(z.int()).max(3).default([]) }) },
  ({ query }) => query,
)
app.get('/query/needed-list', { query: z.object({ tag: z.array(z.string()) }) }, ({ query }) => query)
app.get('/query/alias', { query: z.object({ 'item-query': z.int() }) }, ({ query }) => query)
app.get(
  '/query/enums',
  {
    query: z.object({
      sort: z.enum(['asc', 'desc']).default('asc'),
      level: z.literal([1, 2]).default(1),
    }),
  },
  ({ query }) => query,
)
app.get(
  '/query/closed',
  {
    query: z.strictObject({
      limit: z.int().gt(0).max(100).default(100),
      order_by: z.enum(['created', 'updated']).default('created'),
    }),
  },
  ({ query }) => query,
)

app.get(
  '/headers',
  { headers: z.object({ x_token: z.string().min(3), x_retry_count: z.int().default(0) }) },
  ({ headers }) => headers,
)
app.get('/headers/list', { headers: z.object({ x_tag: z.array(z.string()) }) }, ({ headers }) => headers)
app.get(
  '/cookies',
  { cookies: z.object({ session: z.string(), visits: z.int().min(0).default(0) }) },
  ({ cookies }) => cookies,
)

const Address = z.object({ city: z.string(), postcode: z.string().regex(/^[0-9]{5}$/) })
const Customer = z.object({ name: z.string().min(1), address: Address })
const Line = z.object({ sku: z.string(), quantity: z.int().min(1) })
const Order = z.object({
  id: z.int(),
  price: z.number().gt(0),
  paid: z.boolean().default(false),
  note: z.string().nullable().default(null),
  model: Model.default('resnet'),
  customer: Customer,
  lines: z.array(Line).min(1).max(2),
})
const Pet = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('cat'), lives: z.int() }),
  z.object({ kind: z.literal('dog'), barks: z.boolean() }),
])

app.post('/body/order', { body: Order, status: 201 }, ({ body }) => body)
app.post('/body/list', { body: z.array(Line) }, ({ body }) => body)
app.post('/body/map', { body: z.record(z.string(), z.int()) }, ({ body }) => body)
app.post('/body/number', { body: z.int() }, ({ body }) => body)
app.post('/body/optional', { body: Line.optional() }, ({ body }) => body ?? null)
app.post('/body/aliased', { body: z.object({ orderId: z.int() }) }, ({ body }) => body)
app.post('/body/closed', { body: z.strictObject({ name: z.string() }) }, ({ body }) => body)
app.post('/body/pet', { body: Pet }, ({ body }) => body)
app.put(
  '/body/all/{id}',
  {
    params: z.object({ id: z.int() }),
    query: z.object({ q: z.int().min(0).default(0) }),
    headers: z.object({ x_token: z.string() }),
    body: Line,
  },
  ({ params, query, headers, body }) => ({ ...params, ...query, ...headers, line: body }),
)

app.post(
  '/form',
  {
    form: z.object({
      username: z.string().min(2),
      age: z.int().min(18),
      newsletter: z.boolean().default(false),
      tag: z.array(z.string()).default([]),
    }),
  },
  ({ form }) => form,
)

const seen = async (sent: File) => ({ name: sent.name, text: await sent.text() })

app.post(
  '/files/one',
  { files: { image: file() }, form: z.object({ caption: z.string() }) },
  async ({ files, form }) => ({ image: await seen(files.image), caption: form.caption }),
)
app.post('/files/many', { files: { pages: fileList({ minCount: 1, maxCount: 10 }) } }, async ({ files }) => ({
  pages: await Promise.all(files.pages.map(seen)),
}))

app.get('/bare', {}, () => ({ path: '/bare' }))
app.post('/bare', { body: Line }, ({ body }) => body)
app.get('/slashed/', {}, () => ({ path: '/slashed/' }))
app.head('/heads', {}, () => undefined)
