/**
 * The example of FastAPI's page on bigger applications: routers in files of their own, and what each inclusion adds.
 * Everyone needs the token in the query; items, and whatever is below `/admin`, need the header, too.
 */
import { App } from 'hookwright'
import { serve } from 'hookwright/node'
import { z } from 'zod'

import { headerToken, queryToken } from './dependencies.ts'
import { admin } from './internal/admin.ts'
import { items } from './routers/items.ts'
import { users } from './routers/users.ts'

export const app = new App({
  title: 'Bigger application',
  version: '1.0.0',
  license: { name: 'MIT', identifier: 'MIT' },
  tags: [
    { name: 'users', description: 'Who is here.' },
    { name: 'items', description: 'What there is to have.' },
    { name: 'custom', description: 'What goes beyond looking.' },
    { name: 'admin', description: 'For us alone.' },
  ],
  dependencies: [queryToken],
})

app.include(users)
app.include(items, { prefix: '/items' })
app.include(admin, {
  prefix: '/admin',
  tags: ['admin'],
  dependencies: [headerToken],
  responses: { 418: { description: 'It makes tea only.' } },
})

app.get('/', { response: z.object({ message: z.string() }), summary: 'Say hello' }, () => ({
  message: 'Hello from several files',
}))

if (import.meta.main) {
  const { url } = await serve(app)
  console.log(`Docs: ${url}/docs`)
}
