import { describe, expect, test } from 'vitest'

import { all, apiKey, bearer, none, oauth2, Router } from '../../src/index.ts'
import { mistakesOf } from '../support/declare.ts'

const handler = () => 1
const authenticate = () => ({ scopes: ['read'] })
const key = bearer({ name: 'key', authenticate })

describe('names in security', () => {
  test('are schemes of the app, on routes, webhooks and whatever is included', () => {
    const mistakes = mistakesOf(
      (app) => {
        app.get('/a', { security: [{ key: [] }, { kye: [] }] }, handler)
        app.webhooks.post('b', { security: [{ toString: [] }] })
        const router = new Router()
        router.get('/c', handler)
        app.include(router, { security: [{ other: [] }] })
      },
      { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
    )
    const told = (place: string, name: string) =>
      `${place}: its security names "${name}", which is no security scheme of the App. Declare it: new App({ securitySchemes: { "${name}": … } }).`
    expect(mistakes).toEqual([
      told('GET /a', 'kye'),
      told('GET /c', 'other'),
      told('webhook "b"', 'toString'),
    ])
  })
})

describe('a scheme', () => {
  test('can tell who calls a route; for a webhook it only documents', () => {
    const vague = bearer({ name: 'vague' })
    const mistakes = mistakesOf((app) => {
      app.get('/a', { security: [vague] }, handler)
      app.webhooks.post('b', { security: [vague] })
    })
    expect(mistakes).toEqual([
      'GET /a: its security scheme "vague" has no `authenticate`, so that everyone would be refused. Say who presents the credentials: { authenticate: … }.',
    ])
  })

  test('can tell the scopes of a caller where some are required', () => {
    expect(mistakesOf((app) => app.get('/a', { security: [key.requires('read')] }, handler))).toEqual([
      'GET /a: it requires scopes of "key", which cannot tell those of a caller, so that everyone would be refused. Say which a caller has: { scopesOf: (user) => user.scopes }.',
    ])
  })

  test('of OAuth 2 has the scopes of its flows', () => {
    const flows = { password: { tokenUrl: '/token', scopes: { read: 'Read' } } }
    const login = oauth2({ name: 'login', flows, authenticate, scopesOf: (user) => user.scopes })
    const misspelled: 'read' = JSON.parse('"raed"')
    expect(mistakesOf((app) => app.get('/a', { security: [login.requires(misspelled)] }, handler))).toEqual([
      'GET /a: it requires the scope "raed", which no flow of "login" has. Add it to the scopes of a flow, or correct its name.',
    ])
  })

  test('has a name that a component can have', () => {
    const spaced = bearer({ name: 'my key', authenticate })
    expect(mistakesOf((app) => app.get('/a', { security: [spaced] }, handler))).toEqual([
      'GET /a: its security scheme "my key" cannot be named so. Use letters, digits, dots, hyphens and underscores only.',
    ])
  })

  test('has a name of its own', () => {
    const other = apiKey({ name: 'key', in: 'header', key: 'x-key', authenticate })
    const described = bearer({ name: 'old', authenticate })
    const mistakes = mistakesOf(
      (app) => {
        app.get('/a', { security: [key, none] }, handler)
        app.get('/b', { security: [key] }, handler)
        app.get('/c', { security: [other] }, handler)
        app.get('/d', { security: [described] }, handler)
      },
      { securitySchemes: { old: { type: 'http', scheme: 'basic' } } },
    )
    expect(mistakes).toEqual([
      'GET /c: its security scheme "key" is another than the one of that name elsewhere. Declare it once and share it, or rename one of them.',
      'GET /d: its security scheme "old" has the name of one that the App describes. Remove it from securitySchemes, or rename one of them.',
    ])
  })
})

describe('security', () => {
  test('does not mix schemes that guard with names that do not', () => {
    const mistakes = mistakesOf(
      (app) => {
        app.get('/a', { security: [key, { old: [] }] }, handler)
        app.get('/b', { security: [key, {}] }, handler)
        app.webhooks.post('c', { security: [key, { old: [] }] })
      },
      { securitySchemes: { old: { type: 'http', scheme: 'basic' } } },
    )
    const mixed = (place: string) =>
      `${place}: its security mixes schemes that guard with names that only document, so that nobody could tell whom to let in. Declare all of them by bearer(…), apiKey(…) and their kind; for optional credentials, add \`none\`.`
    expect(mistakes).toEqual([mixed('GET /a'), mixed('GET /b')])
  })

  test('asks for something in all()', () => {
    const nothing: [typeof key] = JSON.parse('[]')
    expect(mistakesOf((app) => app.get('/a', { security: [all(...nothing)] }, handler))).toEqual([
      'GET /a: its security holds an all() of nothing. Name the schemes, or write `none`.',
    ])
  })

  test('of an app holds no webhook to what callers must present', () => {
    const vague = bearer({ name: 'vague' })
    expect(mistakesOf((app) => void app.webhooks.post('a'), { security: [vague] })).toEqual([])
  })
})
