import { describe, expect, test } from 'vitest'

import { acceptWhole, responseTo, WholeResponse } from '../../src/http/whole.ts'

const fields = { 'content-type': 'application/json', 'x-own': '1' }

function answered(): Response {
  const request = new Request('http://localhost/')
  acceptWhole(request)
  return responseTo(request, '{"a":1}', 201, fields)
}

describe('an answer to a request whose server takes bodies as a whole', () => {
  test('has its body untouched until somebody looks at it', () => {
    const response = answered()
    if (!(response instanceof WholeResponse)) throw new Error('It is an ordinary Response.')
    expect(response.untouched).toEqual({ whole: '{"a":1}', headers: fields })
    expect([response.status, response.ok, response.bodyUsed]).toEqual([201, true, false])
    response.headers.set('x-own', '2')
    expect(response.untouched).toEqual({ whole: '{"a":1}', headers: response.headers })
    expect(response.body).toBeInstanceOf(ReadableStream)
    expect(response.untouched).toBeUndefined()
  })

  test.each([
    ['text', async (response: Response) => response.text()],
    ['json', async (response: Response) => JSON.stringify(await response.json())],
    ['arrayBuffer', async (response: Response) => new TextDecoder().decode(await response.arrayBuffer())],
    ['bytes', async (response: Response) => new TextDecoder().decode(await response.bytes())],
    ['blob', async (response: Response) => (await response.blob()).text()],
    ['body', async (response: Response) => new Response(response.body).text()],
    ['a clone', async (response: Response) => response.clone().text()],
    [
      'another Response made of it',
      async (response: Response) => new Response(response.body, response).text(),
    ],
  ])('gives the same by %s', async (_, read) => {
    expect(await read(answered())).toBe('{"a":1}')
  })

  test('is read once, like any other', async () => {
    const response = answered()
    await response.text()
    expect(response.bodyUsed).toBe(true)
    await expect(response.text()).rejects.toThrow(TypeError)
  })

  test('goes on after a clone of it was read, with status and headers on both', async () => {
    const response = answered()
    const clone = response.clone()
    expect(await clone.text()).toBe('{"a":1}')
    expect([clone.status, clone.headers.get('x-own')]).toEqual([201, '1'])
    expect(await response.text()).toBe('{"a":1}')
    expect([response.status, response.ok, response.headers.get('content-type')]).toEqual([
      201,
      true,
      'application/json',
    ])
  })
})

test('elsewhere an answer is an ordinary Response, which every runtime can send', () => {
  const response = responseTo(new Request('http://localhost/'), '{"a":1}', 201, fields)
  expect(response).not.toBeInstanceOf(WholeResponse)
})

test('a status that no Response can have is refused as a Response refuses it', () => {
  const request = new Request('http://localhost/')
  acceptWhole(request)
  expect(() => responseTo(request, '{"a":1}', 99, fields)).toThrow(RangeError)
})

test('a stream stays one', () => {
  const request = new Request('http://localhost/')
  acceptWhole(request)
  expect(responseTo(request, new ReadableStream(), 200, {})).not.toBeInstanceOf(WholeResponse)
})
