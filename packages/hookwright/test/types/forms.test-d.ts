/** Not run: `tsc -b packages/hookwright/test` is the test. */
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

import { file, fileList, type App } from '../../src/index.ts'

declare const app: App

app.post(
  '/x',
  {
    form: z.object({ title: z.string(), pages: z.int().default(1) }),
    files: { cover: file(), back: file({ optional: true }), sheets: fileList({ maxCount: 3 }) },
  },
  ({ form, files, body }) => {
    expectTypeOf(form).toEqualTypeOf<{ title: string; pages: number }>()
    expectTypeOf(files.cover).toEqualTypeOf<File>()
    expectTypeOf(files.back).toEqualTypeOf<File | undefined>()
    expectTypeOf(files.sheets).toEqualTypeOf<File[]>()
    expectTypeOf(body).toEqualTypeOf<undefined>()
    // @ts-expect-error -- not declared
    return files.other
  },
)
app.post('/x', { form: z.object({}) }, ({ files }) => expectTypeOf(files).toEqualTypeOf<undefined>())
app.post('/x', { files: { a: file() } }, ({ form }) => expectTypeOf(form).toEqualTypeOf<undefined>())
// @ts-expect-error -- how many may there be?
fileList({ maxBytes: 7 })
// @ts-expect-error -- misspelled
file({ maxbytes: 7 })
// @ts-expect-error -- no file
app.post('/x', { files: { a: z.string() } }, () => 1)

// Examples are typed by what they are examples of.
const User = z.object({ name: z.string(), role: z.string().default('guest') })
app.post(
  '/x',
  {
    query: z.object({ limit: z.int().default(10) }),
    body: User,
    response: User,
    examples: {
      query: { limit: { few: { value: 2 } } },
      body: { ada: { summary: 'Ada', value: { name: 'Ada' } } },
      response: { ada: { value: { name: 'Ada', role: 'admin' } } },
    },
  },
  ({ body }) => body,
)
// @ts-expect-error -- the name is no text
app.post('/x', { body: User, examples: { body: { ada: { value: { name: 7 } } } } }, () => 1)
const query = z.object({ limit: z.int() })
// @ts-expect-error -- the limit is no number
app.get('/x', { query, examples: { query: { limit: { few: { value: '2' } } } } }, () => 1)
// @ts-expect-error -- no such parameter
app.get('/x', { query, examples: { query: { limt: { few: { value: 2 } } } } }, () => 1)
app.webhooks.post('x', { body: User, examples: { body: { ada: { value: { name: 'Ada' } } } } })
// @ts-expect-error -- the name is no text
app.webhooks.post('x', { body: User, examples: { body: { ada: { value: { name: 7 } } } } })
