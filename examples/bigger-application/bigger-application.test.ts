import { describe, expect, it } from 'vitest'

import { app } from './app.ts'

const rightHeader = { 'x-token': 'fake-super-secret-token' }
const wrongHeader = { 'x-token': 'guessed' }

async function call(method: string, path: string, headers: Record<string, string> = {}) {
  const response = await app.request(path, { method, headers })
  const json: unknown = await response.json()
  return { status: response.status, json }
}

describe('with both tokens', () => {
  it.each([
    ['GET', '/', { message: 'Hello from several files' }],
    ['GET', '/users/', [{ username: 'Rick' }, { username: 'Morty' }]],
    ['GET', '/users/me', { username: 'Rick' }],
    ['GET', '/users/summer', { username: 'summer' }],
    [
      'GET',
      '/items/',
      [
        { item_id: 'plumbus', name: 'Plumbus' },
        { item_id: 'gun', name: 'Portal gun' },
      ],
    ],
    ['GET', '/items/gun', { item_id: 'gun', name: 'Portal gun' }],
    ['PUT', '/items/plumbus', { item_id: 'plumbus', name: 'Plumbus, polished' }],
    ['POST', '/admin/', { message: 'All is tidy' }],
  ])('%s %s is answered', async (method, path, json) => {
    expect(await call(method, `${path}?token=jessica`, rightHeader)).toEqual({ status: 200, json })
  })

  it('an item that is not there is not found', async () => {
    expect(await call('GET', '/items/spoon?token=jessica', rightHeader)).toEqual({
      status: 404,
      json: { detail: 'There is no item spoon' },
    })
  })

  it('an item that may not be changed is refused', async () => {
    expect(await call('PUT', '/items/gun?token=jessica', rightHeader)).toEqual({
      status: 403,
      json: { detail: 'Only the plumbus can be polished' },
    })
  })
})

describe('the token in the query', () => {
  const paths = ['/', '/users/', '/users/me', '/users/summer', '/items/', '/items/gun']

  it.each(paths)('must be right for %s', async (path) => {
    expect(await call('GET', `${path}?token=rick`, rightHeader)).toEqual({
      status: 400,
      json: { detail: 'The token in the query is wrong' },
    })
  })

  it.each(paths)('must be there for %s', async (path) => {
    expect(await call('GET', path, rightHeader)).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ['query', 'token'] }] },
    })
  })
})

describe('the token in the header', () => {
  const guarded = [
    ['GET', '/items/'],
    ['GET', '/items/gun'],
    ['PUT', '/items/plumbus'],
    ['POST', '/admin/'],
  ] as const

  it.each(guarded)('must be right for %s %s', async (method, path) => {
    expect(await call(method, `${path}?token=jessica`, wrongHeader)).toEqual({
      status: 400,
      json: { detail: 'X-Token is wrong' },
    })
  })

  it.each(guarded)('must be there for %s %s', async (method, path) => {
    expect(await call(method, `${path}?token=jessica`)).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ['header', 'x-token'] }] },
    })
  })

  it('is not asked for by users', async () => {
    expect(await call('GET', '/users/me?token=jessica', wrongHeader)).toMatchObject({ status: 200 })
  })
})

it('tells of both tokens that are missing in one answer', async () => {
  const { json } = await call('GET', '/items/')
  expect(json).toMatchObject({
    detail: expect.arrayContaining([
      expect.objectContaining({ loc: ['query', 'token'] }),
      expect.objectContaining({ loc: ['header', 'x-token'] }),
    ]),
  })
})

it('documents what inclusions add', () => {
  const { paths } = app.openapi()
  expect(paths).toHaveProperty(['/items/{item_id}', 'put', 'tags'], ['items', 'custom'])
  expect(paths).toHaveProperty(['/admin/', 'post', 'tags'], ['admin'])
  expect(paths).toHaveProperty(['/admin/', 'post', 'responses', '418', 'description'], 'It makes tea only.')
})
