import { expect, test } from 'vitest'
import { gone, later } from '../src/index.ts'
import { receiverOf, signedRequest } from './signed.ts'

/** Answers an event whose handler does this. */
async function answerTo(handler: () => unknown) {
  const receive = receiverOf({ on: { ping: handler }, onError: (error) => expect.unreachable(String(error)) })
  const response = await receive(await signedRequest('ping', '{}'))
  const retryAfter = response.headers.get('retry-after')
  return { status: response.status, retryAfter, body: await response.json() }
}

function answered(status: number, code: string, retryAfter: string | null = null) {
  return { status, retryAfter, body: { error: { code, message: expect.any(String) } } }
}

function throwing(response: Response) {
  return () => {
    throw response
  }
}

test('gone() is 410, returned or thrown from anywhere below the handler', async () => {
  const expected = answered(410, 'gone')
  expect(await answerTo(() => gone())).toEqual(expected)
  expect(await answerTo(async () => gone())).toEqual(expected)
  expect(await answerTo(throwing(gone()))).toEqual(expected)
  expect(await answerTo(() => Promise.reject(gone()))).toEqual(expected)
})

test('later() is 429 with Retry-After in whole seconds, or 503 where that is meant', async () => {
  expect(await answerTo(() => later(120))).toEqual(answered(429, 'try_later', '120'))
  expect(await answerTo(throwing(later(0.2, 503)))).toEqual(answered(503, 'try_later', '1'))
})

test.each([NaN, -5])('later(%d) asks for no wait', async (seconds) => {
  expect(await answerTo(() => later(seconds))).toMatchObject({ status: 429, retryAfter: '0' })
})

test('a Response that is thrown is an answer like one that is returned', async () => {
  const receive = receiverOf({ on: { ping: throwing(new Response('taken', { status: 202 })) } })
  const response = await receive(await signedRequest('ping', '{}'))
  expect([response.status, await response.text()]).toEqual([202, 'taken'])
})
