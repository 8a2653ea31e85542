/** Not run: `tsc -b packages/hookwright/test` is the test. */
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

import { bytes, eventStream, json, jsonLines, text, type App, type Reply } from '../../src/index.ts'

declare const app: App

const User = z.object({ name: z.string(), role: z.enum(['admin', 'guest']).default('guest') })
const Problem = z.object({ detail: z.string() })
const problem = { description: 'Problem', schema: Problem }

// `reply` takes the declared statuses, each with its own body.
app.post(
  '/users',
  {
    body: User,
    response: User,
    status: 201,
    responses: { 200: { description: 'There', schema: User }, 409: problem },
  },
  ({ body, reply }) => {
    expectTypeOf(reply(409, { detail: 'x' })).toEqualTypeOf<Reply>()
    reply(200, { name: 'Ada', role: 'admin' })
    reply(201, body)
    // @ts-expect-error -- not declared
    reply(404, { detail: 'x' })
    // @ts-expect-error -- a text
    reply(409, { detail: 7 })
    // @ts-expect-error -- that is the body of 409
    reply(201, { detail: 'x' })
    // @ts-expect-error -- its body is missing
    reply(409)
    // @ts-expect-error -- no such role
    reply(200, { name: 'Ada', role: 'king' })
    // @ts-expect-error -- not declared, and so not sent
    reply(200, { name: 'Ada', rolle: 'admin' })
    return Math.random() > 0.5 ? reply(409, { detail: 'x' }) : body
  },
)
app.post('/users', { response: User, responses: { 409: problem } }, async ({ reply }) => {
  if (Math.random() > 0.5) return { name: 'Ada' }
  return Math.random() > 0.5 ? reply(409, { detail: 'x' }) : new Response()
})
// @ts-expect-error -- a plain value is the usual answer's
app.post('/users', { response: User, responses: { 409: problem } }, () => ({ detail: 'x' }))

// Where nothing is declared, there is the usual status with any body.
app.get('/x', ({ reply }) => {
  // @ts-expect-error -- not declared
  reply(201, 'anything')
  return reply(200, 'anything')
})
app.get('/x', { status: 202 }, ({ reply }) => reply(202, { any: 'thing' }))

// Statuses without content take none.
app.delete('/x', { status: 204, responses: { 404: { description: 'No such thing' } } }, ({ reply }) => {
  // @ts-expect-error -- 204 has no body
  reply(204, 'x')
  // @ts-expect-error -- 404 declares no body
  reply(404, 'x')
  return Math.random() > 0.5 ? reply(404) : reply(204)
})
app.delete('/x', { status: 204 }, () => {})

// Ranges and `default` hold where the status itself says nothing.
app.get(
  '/x',
  {
    responses: {
      '2XX': { description: 'x', schema: User },
      404: problem,
      '4XX': { description: 'y', schema: z.int() },
    },
  },
  ({ reply }) => {
    reply(206, { name: 'Ada' })
    reply(404, { detail: 'x' })
    reply(418, 7)
    // @ts-expect-error -- that is the body of 404
    reply(418, { detail: 'x' })
    // @ts-expect-error -- that is the body of the range
    reply(404, 7)
    // @ts-expect-error -- out of every range
    reply(503, 7)
    return { name: 'Ada' }
  },
)
app.get('/x', { response: User, responses: { default: problem } }, ({ reply }) => {
  reply(200, { name: 'Ada' })
  // @ts-expect-error -- that is the usual answer
  reply(503, { name: 'Ada' })
  return reply(503, { detail: 'x' })
})

// `responses` may say what the usual answer holds.
app.get('/x', { responses: { 200: { description: 'x', schema: User } } }, () => ({ name: 'Ada' }))
// @ts-expect-error -- the name is no text
app.get('/x', { responses: { 200: { description: 'x', schema: User } } }, () => ({ name: 7 }))
app.put('/x', { status: 202, responses: { 202: { description: 'x', schema: User } } }, () => ({
  name: 'Ada',
}))
// @ts-expect-error -- the name is no text
app.put('/x', { status: 202, responses: { 202: { description: 'x', schema: User } } }, () => ({ name: 7 }))

// Where only other 2xx are declared, a plain value does not say which it is.
const either = { 201: { description: 'Made', schema: User }, 202: { description: 'Later', schema: z.int() } }
app.post('/x', { responses: either }, ({ reply }) =>
  Math.random() > 0.5 ? reply(201, { name: 'Ada' }) : reply(202, 7),
)
// @ts-expect-error -- reply(201, …) or reply(202, …)
app.post('/x', { responses: either }, () => ({ name: 'Ada' }))

// Headers are typed by their schema, and must be given where they are required.
const located = { description: 'Made', headers: z.object({ location: z.url(), x_left: z.int().optional() }) }
app.post('/x', { response: User, status: 201, responses: { 201: located } }, ({ reply }) => {
  // @ts-expect-error -- no location
  reply(201, { name: 'Ada' })
  // @ts-expect-error -- no location
  reply(201, { name: 'Ada' }, { headers: {} })
  // @ts-expect-error -- a number
  reply(201, { name: 'Ada' }, { headers: { location: '/x', x_left: '7' } })
  // @ts-expect-error -- misspelled
  reply(201, { name: 'Ada' }, { headers: { location: '/x', x_lft: 7 } })
  return reply(201, { name: 'Ada' }, { headers: { location: '/x', x_left: 7 } })
})
// @ts-expect-error -- a plain value has no location
app.post('/x', { response: User, status: 201, responses: { 201: located } }, () => ({ name: 'Ada' }))
const tagged = { description: 'As you know it', headers: z.object({ etag: z.string().optional() }) }
app.get('/x', { response: User, responses: { 200: tagged, 304: tagged } }, ({ reply }) =>
  Math.random() > 0.5 ? reply(304, { headers: { etag: 'x' } }) : { name: 'Ada' },
)
app.get('/x', { response: User }, ({ reply }) =>
  reply(200, { name: 'Ada' }, { headers: { 'x-any': 'thing' } }),
)

// Several media types: any of their values, and which is meant.
app.get(
  '/x',
  { responses: { 200: { description: 'x', content: { 'application/json': User, 'text/csv': text() } } } },
  ({ reply }) => {
    reply(200, { name: 'Ada' })
    // @ts-expect-error -- no such media type
    reply(200, 'a,b', { contentType: 'text/html' })
    return reply(200, 'a,b', { contentType: 'text/csv' })
  },
)

// Misspellings are told where they are.
// @ts-expect-error -- an answer needs a description
app.get('/x', { responses: { 404: { schema: Problem } } }, () => 1)
// @ts-expect-error -- misspelled
app.get('/x', { responses: { 404: { description: 'x', shema: Problem } } }, () => 1)
// @ts-expect-error -- no schema
app.get('/x', { responses: { 404: { description: 'x', schema: 'string' } } }, () => 1)
// @ts-expect-error -- no schema
app.get('/x', { responses: { 404: { description: 'x', headers: { etag: 'string' } } } }, () => 1)
// @ts-expect-error -- no schema
app.get('/x', { responses: { 200: { description: 'x', content: { 'text/csv': 'string' } } } }, () => 1)

// Contents are what their handlers return.
app.get('/x', { response: text({ contentType: 'text/html' }) }, () => '<p>')
// @ts-expect-error -- no text
app.get('/x', { response: text() }, () => 7)
app.get('/x', { response: bytes() }, () => new Uint8Array(1))
// @ts-expect-error -- no bytes
app.get('/x', { response: bytes() }, () => 'text')
app.get('/x', { response: json(User, { contentType: 'application/hal+json' }) }, () => ({ name: 'Ada' }))
// @ts-expect-error -- the name is no text
app.get('/x', { response: json(User, { contentType: 'application/hal+json' }) }, () => ({ name: 7 }))
app.post('/x', { body: text() }, ({ body }) => expectTypeOf(body).toEqualTypeOf<string>())
app.post('/x', { body: bytes() }, ({ body }) => expectTypeOf(body).toEqualTypeOf<Uint8Array>())
app.post('/x', { body: json(User, { contentType: 'application/hal+json' }) }, ({ body }) => {
  expectTypeOf(body.role).toEqualTypeOf<'admin' | 'guest'>()
})

// Streams are typed by their items.
app.get('/x', { response: jsonLines(User) }, async function* () {
  yield { name: 'Ada' }
})
app.get('/x', { response: jsonLines(User) }, () => [{ name: 'Ada' }])
// @ts-expect-error -- the name is no text
app.get('/x', { response: jsonLines(User) }, async function* () {
  yield { name: 7 }
})
app.get('/x', { response: eventStream(User) }, async function* () {
  yield { data: { name: 'Ada' }, id: '1', retry: 1000 }
})
app.get('/x', { response: eventStream({ joined: User, left: z.int() }) }, async function* ({ signal }) {
  expectTypeOf(signal).toEqualTypeOf<AbortSignal>()
  yield { event: 'joined', data: { name: 'Ada' } }
  yield { event: 'left', data: 7 }
})
// @ts-expect-error -- no such event
app.get('/x', { response: eventStream({ joined: User }) }, async function* () {
  yield { event: 'lost', data: { name: 'Ada' } }
})
// @ts-expect-error -- the data of another event
app.get('/x', { response: eventStream({ joined: User, left: z.int() }) }, async function* () {
  yield { event: 'left', data: { name: 'Ada' } }
})
// @ts-expect-error -- events have no name here
app.get('/x', { response: eventStream(User) }, async function* () {
  yield { event: 'joined', data: { name: 'Ada' } }
})
