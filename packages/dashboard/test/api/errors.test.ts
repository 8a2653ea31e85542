import { describe, expect, it } from 'vitest'

import { refusalOf } from '../../src/api/errors.ts'

describe('refusalOf', () => {
  it('places what is wrong with single fields at those fields', () => {
    const detail = [
      { loc: ['body', 'url'], msg: 'It must be https.', type: 'endpoint_invalid' },
      { loc: ['body', 'eventTypes', 0], msg: 'No such event type.', type: 'endpoint_invalid' },
      { loc: ['body', 'url'], msg: 'And shorter.', type: 'too_long' },
    ]
    expect(refusalOf(new Response(null, { status: 422 }), { detail })).toMatchObject({
      status: 422,
      fields: { url: 'It must be https.', 'eventTypes.0': 'No such event type.' },
    })
  })

  it.each([
    [401, {}, 'Your session had ended, so this was not done. Once you are signed in, try again.'],
    [403, { detail: 'For operators only' }, 'For operators only'],
    [404, { detail: 'Not Found' }, 'This is not there, or no longer.'],
    [409, { detail: 'The delivery has ended already' }, 'The delivery has ended already.'],
    [418, null, 'The server refused this (418).'],
    [500, 'a text', 'The server failed (500). Try again; if it stays, tell whoever runs this API.'],
  ])('says of %i what to do', (status, answer, words) => {
    expect(refusalOf(new Response(null, { status }), answer).message).toBe(words)
  })

  it('says how long to wait', () => {
    const response = new Response(null, { status: 429, headers: { 'retry-after': '30' } })
    expect(refusalOf(response, {}).message).toBe('Too many tries. Wait 30 s, then try again.')
  })
})
