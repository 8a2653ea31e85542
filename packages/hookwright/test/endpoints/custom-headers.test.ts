import { describe, expect, test } from 'vitest'

import { inLowerCase, refusalOfAllowedHeaders, refusalOfHeaders } from '../../src/endpoints/custom-headers.ts'

describe('headers of an endpoint', () => {
  test.each<Record<string, string>>([
    { authorization: 'Bearer abc' },
    { Authorization: 'Basic Zm9vOmJhcg==' },
    { 'X-Shop-Id': '42', 'x-env': 'test' },
    { 'x-list': 'a, b;c=d "e"' },
  ])('may be %j', (headers) => {
    expect(refusalOfHeaders(headers, [])).toBeNull()
  })

  test.each([
    'webhook-id',
    'Webhook-Signature',
    'webhook-timestamp',
    'webhook-event-type',
    'Host',
    'content-length',
    'Content-Type',
    'transfer-encoding',
    'connection',
    'upgrade',
    'proxy-authorization',
    'user-agent',
    'cookie',
    'te',
    'trailer',
    'expect',
  ])('never override %s, whatever the operator allows', (name) => {
    const refusal = refusalOfHeaders({ [name]: 'x' }, [name.toLowerCase()])
    expect(refusal).toContain(name.toLowerCase())
    expect(refusal).toContain('"x-"')
    expect(refusalOfAllowedHeaders([name])).toContain('leave it out')
  })

  test.each([
    'x-forwarded-for',
    'X-Forwarded-Host',
    'x-real-ip',
    'x-real_ip',
    'x-original-url',
    'x-http-method-override',
  ])('do not tell a proxy who calls by %s', (name) => {
    expect(refusalOfHeaders({ [name]: '10.0.0.1' }, [])).toContain('delivery.allowedHeaders')
  })

  test('may have further names that the operator allows', () => {
    expect(refusalOfHeaders({ 'Tenant-Id': '7' }, [])).toContain('tenant-id')
    expect(refusalOfHeaders({ 'Tenant-Id': '7' }, ['tenant-id'])).toBeNull()
    expect(refusalOfAllowedHeaders(['tenant-id'])).toBeNull()
  })

  test.each(['a\r\nwebhook-id: msg_1', 'a\nb', 'a\0b', 'a\r', ' a', 'a ', '', 'grüße', 'a\u007f'])(
    'cannot have the value %j, which is not repeated',
    (value) => {
      const refusal = refusalOfHeaders({ 'x-a': value }, [])
      expect(refusal).toBe(
        'The value of the header x-a must be visible ASCII, with no line break and no blank at an end.',
      )
    },
  )

  test.each(['x a', 'x:a', 'x\r\na', '', 'x-ü', 'x-(a)'])('cannot be named %j', (name) => {
    expect(refusalOfHeaders({ [name]: 'v' }, [])).toContain('cannot be the name of a header')
  })

  test('are few and short', () => {
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`x-${n}`, 'v']))
    expect(refusalOfHeaders(many, [])).toContain('at most 20')
    expect(refusalOfHeaders({ 'x-long': 'v'.repeat(2_049) }, [])).toContain('longer than 2048')
  })

  test('are given once each, in whatever letters', () => {
    expect(refusalOfHeaders({ 'X-A': '1', 'x-a': '2' }, [])).toContain('x-a is given twice')
    expect(inLowerCase({ 'X-A': '1' })).toEqual({ 'x-a': '1' })
  })
})
