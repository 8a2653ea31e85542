import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { appOf } from '../support/declare.ts'

const reported: unknown[] = []

async function answer(declare: (app: App) => void, path = '/x'): Promise<Response> {
  reported.length = 0
  return appOf(declare, { onError: (error) => reported.push(error) }).request(path)
}

describe('what a handler returns', () => {
  test.each([
    ['an object', { a: 1 }],
    ['a text', 'text'],
    ['null', null],
    ['zero', 0],
    ['false', false],
    ['a list', ['Rick', 'Morty']],
    ['unusual characters', 'ü\u2028\u0000"'],
  ])('is sent as JSON: %s', async (_name, value) => {
    const response = await answer((app) => app.get('/x', () => value))
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.text()).toBe(JSON.stringify(value))
  })

  test('may be nothing, which is null in JSON', async () => {
    const response = await answer((app) => app.get('/x', () => undefined))
    expect(await response.json()).toBeNull()
  })

  test('may be promised', async () => {
    expect(await (await answer((app) => app.get('/x', async () => ['later']))).json()).toEqual(['later'])
  })

  test('is sent with the declared status', async () => {
    expect((await answer((app) => app.get('/x', { status: 201 }, () => 1))).status).toBe(201)
  })

  test.each([204, 205, 304])('is dropped with status %d, which has no content', async (status) => {
    const response = await answer((app) => app.get('/x', { status }, () => ({ a: 1 })))
    expect(response.status).toBe(status)
    expect(response.body).toBeNull()
    expect(response.headers.get('content-type')).toBeNull()
  })

  test('passes as it is when it is a Response', async () => {
    const response = await answer((app) =>
      app.get(
        '/x',
        { status: 201, response: z.object({ a: z.string() }) },
        () => new Response('<p>', { status: 418, headers: { 'content-type': 'text/html', 'x-own': '1' } }),
      ),
    )
    expect(response.status).toBe(418)
    expect(response.headers.get('x-own')).toBe('1')
    expect(await response.text()).toBe('<p>')
  })
})

describe('a declared response', () => {
  const User = z.object({ name: z.string(), role: z.string().default('guest') })

  test('is what leaves: defaults filled in, and what is not declared left out', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: User }, () => {
        const row = { name: 'Ada', password: 'secret' }
        return row
      }),
    )
    expect(await response.json()).toEqual({ name: 'Ada', role: 'guest' })
  })

  test('that does not fit is our fault: 500 without details, reported with place and issues', async () => {
    const broken: { name: string } = JSON.parse('{"name":7}')
    const response = await answer((app) => app.get('/x', { response: User }, () => broken))
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ detail: 'Internal Server Error' })
    expect(reported).toHaveLength(1)
    expect(String(reported[0])).toMatch(
      /^InvalidResponse: The handler of GET \/x returned what its response schema refuses\.\nresponse\.name: .*expected string/,
    )
  })

  test('that JSON cannot write is our fault, too', async () => {
    const response = await answer((app) => app.get('/x', () => ({ big: 1n })))
    expect(response.status).toBe(500)
    expect(String(reported[0])).toContain('BigInt')
  })
})
