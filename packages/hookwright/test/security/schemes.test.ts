import { describe, expect, test } from 'vitest'

import { apiKey, basic, bearer, oauth2, openIdConnect } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

/** What `authenticate` is given of a request: undefined where it is not asked. */
async function given(
  make: (authenticate: (credentials: unknown) => true) => Parameters<typeof guarded>[0],
  init: RequestInit,
  path = '/x',
) {
  let seen: unknown
  const scheme = make((credentials) => {
    seen = credentials
    return true
  })
  const { status } = await guarded(scheme).request(path, init)
  return { seen, status }
}

function guarded(scheme: ReturnType<typeof bearer<string, true>>) {
  return appOf((it) => it.get('/x', { security: [scheme] }, () => 1))
}

const authorization = (value: string) => ({ headers: { authorization: value } })

describe('bearer', () => {
  const read = (value: string) =>
    given((authenticate) => bearer({ name: 's', authenticate }), authorization(value))

  test.each(['Bearer abc', 'bearer abc', 'BEARER  abc', 'Bearer abc '])('reads %j', async (value) => {
    expect(await read(value)).toEqual({ seen: 'abc', status: 200 })
  })

  test.each(['aA0-._~+/==', 'eyJ.eyJ.x_-'])('takes what RFC 6750 calls a token: %s', async (token) => {
    expect(await read(`Bearer ${token}`)).toEqual({ seen: token, status: 200 })
  })

  test.each([
    'Bearer',
    'Bearer ',
    'Bearer a b',
    'Bearer a, Bearer b',
    'Bearer "a"',
    'Bearerabc',
    'abc',
    'Basic YTpi',
  ])('asks nobody about %j', async (value) => {
    expect(await read(value)).toEqual({ seen: undefined, status: 401 })
  })
})

describe('basic', () => {
  const read = (value: string) =>
    given((authenticate) => basic({ name: 's', authenticate }), authorization(value))
  const encode = (text: string) => `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(text)))}`

  test('reads name and password in UTF-8; a password may hold colons, and either may be empty', async () => {
    expect(await read(encode('ada:pä:ss'))).toEqual({
      seen: { username: 'ada', password: 'pä:ss' },
      status: 200,
    })
    expect(await read(encode(':'))).toMatchObject({ seen: { username: '', password: '' } })
    expect(await read(encode('ada:a\nb'))).toMatchObject({ seen: { password: 'a\nb' } })
  })

  test.each(['Basic', 'Basic !!', encode('no colon'), `Basic ${btoa('\xff:\xff')}`, 'Bearer abc'])(
    'asks nobody about %j',
    async (value) => {
      expect(await read(value)).toEqual({ seen: undefined, status: 401 })
    },
  )
})

describe('an API key', () => {
  test('is read from its header, in any case', async () => {
    const make = (authenticate: (key: unknown) => true) =>
      apiKey({ name: 's', in: 'header', key: 'X-Key', authenticate })
    expect(await given(make, { headers: { 'x-key': 'k' } })).toEqual({ seen: 'k', status: 200 })
    expect(await given(make, { headers: { 'x-key': '' } })).toEqual({ seen: undefined, status: 401 })
    expect(await given(make, {}, '/x?X-Key=k')).toEqual({ seen: undefined, status: 401 })
  })

  test('is read from its query parameter', async () => {
    const make = (authenticate: (key: unknown) => true) =>
      apiKey({ name: 's', in: 'query', key: 'key', authenticate })
    expect(await given(make, {}, '/x?key=a%2Bb')).toEqual({ seen: 'a+b', status: 200 })
    expect(await given(make, {}, '/x?key=')).toEqual({ seen: undefined, status: 401 })
  })

  test('is read from its cookie', async () => {
    const make = (authenticate: (key: unknown) => true) =>
      apiKey({ name: 's', in: 'cookie', key: 'session', authenticate })
    expect(await given(make, { headers: { cookie: 'a=1; session=k; b=2' } })).toEqual({
      seen: 'k',
      status: 200,
    })
    expect(await given(make, { headers: { cookie: 'sessions=k' } })).toEqual({ seen: undefined, status: 401 })
  })
})

describe('the document', () => {
  test('describes each kind', () => {
    const authenticate = () => true as const
    const flows = {
      authorizationCode: {
        authorizationUrl: 'https://id.example/authorize',
        tokenUrl: 'https://id.example/token',
        refreshUrl: 'https://id.example/refresh',
        scopes: { read: 'Read' },
      },
      clientCredentials: { tokenUrl: 'https://id.example/token', scopes: { write: 'Write' } },
    }
    const app = appOf((it) => {
      it.get(
        '/x',
        {
          security: [
            bearer({ name: 'b', bearerFormat: 'JWT', description: 'A token', authenticate }),
            basic({ name: 'p', authenticate, extra: { 'x-a': 1 } }),
            apiKey({ name: 'h', in: 'header', key: 'x-key', authenticate }),
            apiKey({ name: 'c', in: 'cookie', key: 'sid', authenticate }),
            oauth2({ name: 'o', flows, authenticate, scopesOf: () => [] }).requires('read', 'write'),
            openIdConnect({
              name: 'i',
              openIdConnectUrl: 'https://id.example/.well-known/openid-configuration',
              authenticate,
            }),
          ],
        },
        () => 1,
      )
    })
    const document = app.openapi()
    expect(document.components?.['securitySchemes']).toEqual({
      b: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token' },
      p: { type: 'http', scheme: 'basic', 'x-a': 1 },
      h: { type: 'apiKey', in: 'header', name: 'x-key' },
      c: { type: 'apiKey', in: 'cookie', name: 'sid' },
      o: { type: 'oauth2', flows },
      i: { type: 'openIdConnect', openIdConnectUrl: 'https://id.example/.well-known/openid-configuration' },
    })
    expect(document.paths?.['/x']).toMatchObject({
      get: { security: [{ b: [] }, { p: [] }, { h: [] }, { c: [] }, { o: ['read', 'write'] }, { i: [] }] },
    })
  })
})
