import { expect, test } from 'vitest'

import { HttpError } from '../../src/http/errors.ts'
import { appOf } from '../support/declare.ts'

test('an HttpError is answered with its status, detail and headers, and is nobody’s fault', async () => {
  const reported: unknown[] = []
  const app = appOf(
    (it) =>
      it.get('/late', () => {
        throw new HttpError(429, 'Too many requests', { 'retry-after': '7' })
      }),
    { onError: (error) => reported.push(error) },
  )
  const response = await app.request('/late')
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('7')
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(await response.json()).toEqual({ detail: 'Too many requests' })
  expect(reported).toEqual([])
})

test('an HttpError may carry issues, and says them in its message', async () => {
  const issues = [
    { loc: ['body', 'a'], msg: 'Is taken', type: 'taken' },
    { loc: ['body', 'b'], msg: 'Is old', type: 'old' },
  ]
  const error = new HttpError(422, issues)
  expect(error.message).toBe('Is taken; Is old')
  const app = appOf((it) =>
    it.get('/x', () => {
      throw error
    }),
  )
  expect(await (await app.request('/x')).json()).toEqual({ detail: issues })
})
