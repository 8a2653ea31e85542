import { describe, expect, test } from 'vitest'

import { addHeaderLine, readCapture } from '../../../src/cli/verify/capture.ts'

const capture = (text: string) => {
  const { headers, body } = readCapture(Buffer.from(text))
  return { id: headers.get('webhook-id'), body: Buffer.from(body).toString() }
}

describe('a captured request', () => {
  test.each([
    ['as it came', 'POST /hooks HTTP/1.1\r\nWebhook-Id: msg_1\r\n\r\n{"a":\r\n\r\n1}\n', '{"a":\r\n\r\n1}\n'],
    ['with LF', 'POST /hooks HTTP/1.1\nwebhook-id:msg_1\n\n{}', '{}'],
    ['without a request line', 'webhook-id: msg_1 \r\n\r\n', ''],
    ['without a body', 'POST / HTTP/2\nwebhook-id: msg_1', ''],
    ['as curl -v prints it', '> POST /hooks HTTP/1.1\n> webhook-id: msg_1\n> \n', ''],
  ])('is read: %s', (_, text, body) => {
    expect(capture(text)).toEqual({ id: 'msg_1', body })
  })

  test('keeps bytes that are no text', () => {
    const body = Buffer.from([0xff, 0x00, 0x0a, 0x0d])
    const { body: found } = readCapture(Buffer.concat([Buffer.from('a: b\n\n'), body]))
    expect(Buffer.from(found)).toEqual(body)
  })

  test('that is none is told with the line', () => {
    expect(() => capture('{"a":1}\n')).not.toThrow('line 2')
    expect(() => capture('POST / HTTP/1.1\nno header here\n\n')).toThrow(
      'line 2 is no header: "no header here"',
    )
  })
})

test('a header is written with a colon', () => {
  const headers = new Headers()
  addHeaderLine(headers, 'webhook-signature: v1,a:b= ')
  expect(headers.get('webhook-signature')).toBe('v1,a:b=')
  expect(() => addHeaderLine(headers, 'webhook-id=msg_1')).toThrow('is no header: write "name: value"')
  expect(() => addHeaderLine(headers, 'a b: c')).toThrow('cannot be a header')
})
