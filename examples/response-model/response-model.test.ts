import { describe, expect, it } from 'vitest'

import { app } from './app.ts'

async function call(method: string, path: string, body?: unknown) {
  const response = await app.request(path, {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }),
  })
  const text = await response.text()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, headers: response.headers, json }
}

describe('a user', () => {
  const user = { username: 'ada', email: 'ada@example.com', password: 'paper-and-ink' }

  it('is answered without the password that came in', async () => {
    const { status, json } = await call('POST', '/user/', user)
    expect(status).toBe(200)
    expect(json).toEqual({ username: 'ada', email: 'ada@example.com', full_name: null })
  })

  it('is refused without a password', async () => {
    expect(await call('POST', '/user/', { ...user, password: undefined })).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ['body', 'password'] }] },
    })
  })

  it('is documented with a password on the way in only', () => {
    const { components } = app.openapi()
    expect(components).toHaveProperty('schemas.NewUser.properties.password')
    expect(components).not.toHaveProperty('schemas.User.properties.password')
  })
})

describe('an item', () => {
  it('is answered as it was set: neither more nor less', async () => {
    const answers = await Promise.all(['foo', 'bar', 'baz'].map((id) => call('GET', `/items/${id}`)))
    expect(answers.map(({ json }) => json)).toEqual([
      { name: 'Foo', price: 50.2 },
      { name: 'Bar', description: 'Where one drinks', price: 62, tax: 20.2 },
      { name: 'Baz', description: null, price: 50.2, tax: 10.5, tags: [] },
    ])
  })

  it('is listed with its defaults', async () => {
    expect((await call('GET', '/items/?limit=2')).json).toEqual([
      { name: 'Foo', description: null, price: 50.2, tax: 10.5, tags: [] },
      { name: 'Bar', description: 'Where one drinks', price: 62, tax: 20.2, tags: [] },
    ])
  })

  it('comes back with the defaults of what was left out', async () => {
    expect((await call('POST', '/items/', { name: 'Qux', price: 1 })).json).toEqual({
      name: 'Qux',
      description: null,
      price: 1,
      tax: 10.5,
      tags: [],
    })
  })

  it('is answered in part', async () => {
    expect((await call('GET', '/items/bar/name')).json).toEqual({
      name: 'Bar',
      description: 'Where one drinks',
    })
    expect((await call('GET', '/items/bar/public')).json).toEqual({
      name: 'Bar',
      description: 'Where one drinks',
      price: 62,
      tags: [],
    })
  })

  it.each(['', '/name', '/public'])('that is not there is not found (%s)', async (part) => {
    expect(await call('GET', `/items/nothing${part}`)).toMatchObject({
      status: 404,
      json: { detail: 'There is no item nothing' },
    })
  })
})

it('answers with one of several things', async () => {
  expect((await call('GET', '/vehicles/beetle')).json).toEqual({
    type: 'car',
    description: 'Small, and slow',
  })
  expect((await call('GET', '/vehicles/glider')).json).toEqual({
    type: 'plane',
    description: 'Without an engine',
    size: 1,
  })
  expect(await call('GET', '/vehicles/raft')).toMatchObject({ status: 404 })
})

it('answers with a record', async () => {
  expect((await call('GET', '/keyword-weights/')).json).toEqual({ webhook: 3.4, api: 2.3, page: 0.5 })
  expect((await call('GET', '/keyword-weights/?above=3')).json).toEqual({ webhook: 3.4 })
})

it('answers with a value or leads elsewhere', async () => {
  expect(await call('GET', '/portal')).toMatchObject({ status: 200, json: { message: 'You stay here' } })
  const { status, headers, json } = await call('GET', '/portal?teleport=true')
  expect([status, headers.get('location'), json]).toEqual([
    307,
    'https://portal.example/other-side',
    undefined,
  ])
})
