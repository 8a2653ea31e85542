/** The document of an API of 1,000 operations. */
import { App } from 'hookwright'
import { z } from 'zod'

import { subject } from './subject.ts'

const routes = 800
const webhooks = 200

await subject(async () => {
  const app = new App({ title: 'Bench', version: '1' })
  for (let n = 0; n < routes; n++) {
    const Item = z
      .object({
        id: z.int(),
        name: z.string(),
        price: z.number(),
        at: z.iso.datetime(),
        tags: z.array(z.string()),
      })
      .meta({ id: `Item${n}` })
    const query = z.object({ limit: z.int().default(10), q: z.string().optional() })
    if (n % 2 === 0) app.get(`/items${n}/{id}`, { query, response: z.array(Item) }, () => [])
    else app.post(`/items${n}`, { body: Item, response: Item, status: 201 }, ({ body }) => body)
  }
  for (let n = 0; n < webhooks; n++) {
    const Event = z.object({ id: z.int(), kind: z.string(), at: z.iso.datetime() }).meta({ id: `Event${n}` })
    app.webhooks.post(`event-${n}`, { body: Event, tags: ['Events'] })
  }
  const time = () => {
    const startedAt = performance.now()
    app.openapi()
    return performance.now() - startedAt
  }
  const first = time()
  const again = time()
  const bytes = JSON.stringify(app.openapi()).length
  return { first, again, kilobytes: bytes / 1_000 }
})
