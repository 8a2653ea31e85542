import { describe, expect, test } from 'vitest'

import { evaluateTemplate, type CallbackRequest } from '../../src/callback/evaluate.ts'
import { parseTemplate } from '../../src/callback/expression.ts'

const asked: CallbackRequest = {
  request: new Request('https://api.example/shops/7/orders?url=https%3A%2F%2Fa.example%2Fx&n=1', {
    method: 'POST',
    headers: { 'x-callback': 'https://h.example' },
  }),
  params: { shop: 7 },
  body: {
    callbackUrl: 'https://b.example/hook',
    list: [{ 'a/b c': 'deep' }],
    link: new URL('https://u.example/'),
  },
}

const answer = {
  status: 201,
  headers: { location: 'https://l.example/1' },
  body: { next: 'https://n.example' },
}

function evaluate(template: string): string {
  const parsed = parseTemplate(template)
  if ('refusal' in parsed) throw new Error(parsed.refusal)
  return evaluateTemplate(parsed, asked, answer)
}

describe('a runtime expression', () => {
  test.each([
    ['{$request.body#/callbackUrl}', 'https://b.example/hook'],
    ['{$request.query.url}/done', 'https://a.example/x/done'],
    ['$request.header.X-Callback', 'https://h.example'],
    ['https://c.example/{$request.path.shop}', 'https://c.example/7'],
    ['{$request.body#/link}', 'https://u.example/'],
    [
      'https://c.example/?at={$url}&by={$method}',
      `https://c.example/?at=${encodeURIComponent(asked.request.url)}&by=POST`,
    ],
    ['https://c.example/{$request.body#/list/0/a~1b%20c}', 'https://c.example/deep'],
    ['{$response.body#/next}/{$statusCode}', 'https://n.example/201'],
    ['$response.header.location', 'https://l.example/1'],
  ])('%s is %s', (template, url) => {
    expect(evaluate(template)).toBe(url)
  })

  test('percent-encodes what does not begin the URL, so that it stays in its place', () => {
    const parsed = parseTemplate('https://c.example/{$request.body#/id}/x')
    if ('refusal' in parsed) throw new Error(parsed.refusal)
    const url = evaluateTemplate(parsed, { ...asked, body: { id: '../..//evil.example?#' } }, undefined)
    expect(url).toBe('https://c.example/..%2F..%2F%2Fevil.example%3F%23/x')
  })

  test.each([
    ['{$callback_url}', '"$callback_url" is no runtime expression'],
    ['{$request.body.id}', '"$request.body.id" holds no JSON Pointer'],
    ['{$request.body#/a~2}', 'holds no JSON Pointer'],
    ['{$request.body#/%zz}', 'holds no JSON Pointer'],
    ['{$request.query}', '"$request.query" names no query'],
    ['{$request.header.a b}', 'names no header'],
    ['{$response.query.x}', 'asks for what an answer does not have'],
    ['{$url', 'a brace without its counterpart'],
    ['', 'it is empty'],
    ['/done', 'begins neither with an expression nor with https://'],
  ])('%j cannot be read: %s', (template, refusal) => {
    expect(parseTemplate(template)).toEqual({ refusal: expect.stringContaining(refusal) })
  })

  test.each([
    '{$request.body#/none}',
    '{$request.body#/list}',
    '{$request.header.x-none}',
    '{$request.body#/toString}',
  ])('%s without a value is told with its place', (template) => {
    expect(() => evaluate(template)).toThrow(
      expect.objectContaining({
        code: 'callback_url_invalid',
        message: expect.stringContaining('has no URL'),
      }),
    )
  })

  test('that asks for the answer needs one', () => {
    const parsed = parseTemplate('{$response.body#/next}')
    if ('refusal' in parsed) throw new Error(parsed.refusal)
    expect(() => evaluateTemplate(parsed, asked, undefined)).toThrow(/given no answer.*Give it: send/)
  })
})
