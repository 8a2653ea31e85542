/**
 * The example of FastAPI's pages on response models: an answer is what its schema says, whatever the handler had at
 * hand. What the schema does not name stays here, what it has a default for is filled in, and what does not fit is a 500.
 */
import { App } from 'hookwright'
import { serve } from 'hookwright/node'
import { z } from 'zod'

import { items } from './items.ts'
import { users } from './users.ts'
import { vehicles } from './vehicles.ts'

export const app = new App({
  title: 'Response models',
  version: '1.0.0',
  license: { name: 'MIT', identifier: 'MIT' },
})

app.include(users)
app.include(items)
app.include(vehicles)

app.get(
  '/keyword-weights/',
  {
    query: z.object({ above: z.number().default(0) }),
    response: z.record(z.string(), z.number()),
    summary: 'Weigh keywords',
  },
  ({ query }) =>
    Object.fromEntries(
      Object.entries({ webhook: 3.4, api: 2.3, page: 0.5 }).filter(([, weight]) => weight > query.above),
    ),
)

app.get(
  '/portal',
  {
    query: z.object({ teleport: z.boolean().default(false) }),
    response: z.object({ message: z.string() }),
    responses: { 307: { description: 'It leads elsewhere.', headers: z.object({ location: z.url() }) } },
    summary: 'Enter the portal',
  },
  ({ query, reply }) => {
    if (query.teleport) return reply(307, { headers: { location: 'https://portal.example/other-side' } })
    return { message: 'You stay here' }
  },
)

if (import.meta.main) {
  const { url } = await serve(app)
  console.log(`Docs: ${url}/docs`)
}
