import { describe, expect, test, vi } from 'vitest'
import { createReceiver } from '../src/index.ts'
import { generateSecret, sign } from '../src/sign.ts'
import type { ReceiverOptions, WebhookEvent } from '../src/index.ts'
import { headersOf, vectorA } from './vectors.ts'

const { secret, id, timestamp } = vectorA
const now = () => timestamp * 1000

type OnError = NonNullable<ReceiverOptions['onError']>

interface Sent {
  body?: string
  method?: string
  headers?: Record<string, string>
  secret?: string
}

async function signed({ body = '{}', method = 'POST', headers = {}, secret: key = secret }: Sent = {}) {
  const signature = await sign({ id, timestamp, body, secret: key })
  return new Request('https://subscriber.example/webhooks', {
    method,
    body,
    headers: { ...headersOf({ id, timestamp, signature }), ...headers },
  })
}

function receiver(options: Partial<ReceiverOptions> = {}) {
  return createReceiver({
    secret,
    on: {},
    now,
    onError: (fault) => expect.unreachable(String(fault)),
    ...options,
  })
}

async function errorOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/json')
  return { status: response.status, body: await response.json() }
}

function error(status: number, code: string, message: unknown = expect.any(String)) {
  return { status, body: { error: { code, message } } }
}

/** The type of the event that comes of it. */
async function typeOf(sent: Sent, options: Partial<ReceiverOptions> = {}) {
  const types: unknown[] = []
  const response = await receiver({ fallback: (event) => void types.push(event.type), ...options })(
    await signed(sent),
  )
  expect(response.status).toBe(204)
  expect(types).toHaveLength(1)
  return types[0]
}

/** The answer when the handler returns this. */
async function answerTo(value: unknown) {
  return receiver({ fallback: async () => value })(await signed())
}

function failing() {
  return Promise.reject(new Error('inner'))
}

describe('the event', () => {
  test('reaches the handler of its type, parsed and raw', async () => {
    const events: WebhookEvent[] = []
    const body = '{"username":"Zoë","monthly_fee":9.90}'
    const request = await signed({
      body,
      headers: { 'webhook-event-type': 'new-subscription', 'x-more': '1' },
    })
    const response = await receiver({
      on: {
        'new-subscription': (event) => void events.push(event),
        other: () => expect.unreachable(),
      },
    })(request)

    expect(response.status).toBe(204)
    expect(events).toEqual([
      {
        id,
        type: 'new-subscription',
        timestamp: new Date(timestamp * 1000),
        body: { username: 'Zoë', monthly_fee: 9.9 },
        rawBody: new TextEncoder().encode(body),
        headers: request.headers,
        request,
      },
    ])
    expect(events[0]?.headers.get('x-more')).toBe('1')
  })

  test('takes its type from the header, before the body', async () => {
    const body = '{"type":"from.body"}'
    expect(await typeOf({ body, headers: { 'webhook-event-type': 'from.header' } })).toBe('from.header')
    expect(await typeOf({ body, headers: { 'webhook-event-type': ' ' } })).toBe('from.body')
    expect(await typeOf({ body })).toBe('from.body')
  })

  test.each(['{"type":1}', '{}', '[]', 'null', '"type"', ''])(
    'has no type when the body is %j',
    async (body) => {
      expect(await typeOf({ body })).toBeUndefined()
    },
  )

  test('takes its type from `eventType` when that is given', async () => {
    const type = await typeOf(
      { headers: { 'x-github-event': 'push' } },
      { eventType: (body, headers) => `${JSON.stringify(body)} ${headers.get('x-github-event')}` },
    )
    expect(type).toBe('{} push')
  })

  test('may have an empty body, which is undefined', async () => {
    const bodies: unknown[] = []
    const receive = receiver({ on: { ping: (event) => void bodies.push(event.body) } })
    const request = await signed({ body: '', method: 'DELETE', headers: { 'webhook-event-type': 'ping' } })
    expect((await receive(request)).status).toBe(204)
    expect(bodies).toEqual([undefined])
  })

  test('may come by POST, PUT, PATCH and DELETE', async () => {
    const methods: string[] = []
    const receive = receiver({ fallback: (event) => void methods.push(event.request.method) })
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) await receive(await signed({ method }))
    expect(methods).toEqual(['POST', 'PUT', 'PATCH', 'DELETE'])
  })
})

describe('the answer', () => {
  test('is 204 without a body when the handler returns nothing', async () => {
    const response = await answerTo(undefined)
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  test.each([[{ ok: true }], [[]], ['text'], [0], [false], [null]])(
    'is 200 and JSON for %j',
    async (value) => {
      const response = await answerTo(value)
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual(value)
    },
  )

  test('is the very Response that the handler returns', async () => {
    const own = new Response('gone', { status: 410 })
    expect(await answerTo(own)).toBe(own)
  })

  test('is 204 for an event type that nothing handles', async () => {
    for (const type of ['new.kind', 'constructor', '__proto__', 'toString']) {
      const response = await receiver({ on: { known: () => 1 } })(
        await signed({ headers: { 'webhook-event-type': type } }),
      )
      expect(response.status).toBe(204)
    }
  })

  test('is 400 with the cure for an event that names no type, when nothing could handle it', async () => {
    const response = await receiver({ on: { known: () => 1 } })(await signed())
    expect(await errorOf(response)).toEqual(
      error(400, 'missing_event_type', expect.stringMatching(/needs the option "eventType" or "fallback"/)),
    )
  })
})

describe('what is refused', () => {
  const never = { fallback: () => expect.unreachable() }

  test('a signature of another secret, with 401', async () => {
    const response = await receiver(never)(await signed({ secret: generateSecret() }))
    expect(await errorOf(response)).toEqual(error(401, 'no_matching_signature'))
  })

  test('a body that was changed, with 401', async () => {
    const { headers } = await signed({ body: '{"fee":1}' })
    const response = await receiver(never)(
      new Request('https://x.example', { method: 'POST', headers, body: '{"fee":2}' }),
    )
    expect(await errorOf(response)).toEqual(error(401, 'no_matching_signature'))
  })

  test('a timestamp out of tolerance, with 401', async () => {
    const late = receiver({ ...never, now: () => now() + 301_000 })
    expect(await errorOf(await late(await signed()))).toEqual(error(401, 'timestamp_too_old'))
    const early = receiver({ ...never, now: () => now() - 11_000, toleranceSeconds: 10 })
    expect(await errorOf(await early(await signed()))).toEqual(error(401, 'timestamp_too_new'))
  })

  test('missing and malformed headers, with 400', async () => {
    const request = await signed()
    request.headers.delete('webhook-id')
    expect(await errorOf(await receiver(never)(request))).toEqual(error(400, 'missing_header'))
    const malformed = await signed({ headers: { 'webhook-timestamp': 'now' } })
    expect(await errorOf(await receiver(never)(malformed))).toEqual(error(400, 'invalid_header'))
  })

  test('a body that is not JSON, with 400', async () => {
    expect(await errorOf(await receiver(never)(await signed({ body: '{' })))).toEqual(
      error(400, 'malformed_json'),
    )
  })

  test('a body that is not UTF-8, with 400', async () => {
    const body = Uint8Array.of(0x22, 0xff, 0x22)
    const headers = headersOf({ id, timestamp, signature: await sign({ id, timestamp, body, secret }) })
    const response = await receiver(never)(
      new Request('https://x.example', { method: 'POST', headers, body }),
    )
    expect(await errorOf(response)).toEqual(error(400, 'malformed_json'))
  })

  test.each(['GET', 'HEAD', 'OPTIONS'])('%s, with 405 and what is allowed', async (method) => {
    const response = await receiver(never)(new Request('https://x.example', { method }))
    expect(response.headers.get('allow')).toBe('POST, PUT, PATCH, DELETE')
    expect(await errorOf(response)).toEqual(error(405, 'method_not_allowed'))
  })
})

describe('faults of the receiver', () => {
  test('a handler that throws is answered 500 without its words, and onError gets them and the event', async () => {
    const thrown = new Error('password of the database')
    const onError = vi.fn<OnError>()
    const handlers = [
      () => {
        throw thrown
      },
      () => Promise.reject(thrown),
    ]
    for (const handler of handlers) {
      const response = await receiver({ on: { known: handler }, onError })(
        await signed({ headers: { 'webhook-event-type': 'known' } }),
      )
      expect(await errorOf(response)).toEqual(
        error(500, 'handler_failed', expect.not.stringContaining('password')),
      )
      expect(onError).toHaveBeenLastCalledWith(thrown, expect.objectContaining({ id, type: 'known' }))
    }
    expect(onError).toHaveBeenCalledTimes(2)
  })

  test('a value that JSON cannot hold is one too', async () => {
    const onError = vi.fn<OnError>()
    const response = await receiver({ fallback: () => 1n, onError })(await signed())
    expect(response.status).toBe(500)
    expect(onError).toHaveBeenCalledWith(expect.any(TypeError), expect.objectContaining({ id }))
  })

  test('are written to the console where there is no onError, with the event and no secret', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {})
    try {
      const response = await createReceiver({ secret, on: {}, now, fallback: failing })(
        await signed({ headers: { 'webhook-event-type': 'known' } }),
      )
      expect(response.status).toBe(500)
      expect(written).toHaveBeenCalledExactlyOnceWith(
        expect.stringContaining(`known (${id})`),
        expect.any(Error),
      )
      expect(JSON.stringify(written.mock.calls)).not.toContain(secret)
    } finally {
      written.mockRestore()
    }
  })

  test('are answered all the same when onError fails', async () => {
    const written = vi.spyOn(console, 'error').mockImplementation(() => {})
    try {
      const failures = [
        () => {
          throw new Error('in onError')
        },
        () => Promise.reject(new Error('in onError')),
      ]
      for (const onError of failures) {
        expect((await receiver({ fallback: failing, onError })(await signed())).status).toBe(500)
      }
      await vi.waitFor(() => expect(written).toHaveBeenCalledTimes(2))
    } finally {
      written.mockRestore()
    }
  })

  test('a request that something else has read is answered 500, and onError gets the cure', async () => {
    const onError = vi.fn<OnError>()
    const read = await signed()
    await read.text()
    const locked = await signed()
    locked.body?.getReader()
    for (const request of [read, locked]) {
      expect(await errorOf(await receiver({ onError })(request))).toEqual(error(500, 'receiver_failed'))
      expect(onError).toHaveBeenLastCalledWith(
        expect.objectContaining({
          code: 'body_already_read',
          message: expect.stringContaining('request.clone()'),
        }),
        undefined,
      )
    }
  })
})

describe('the secret', () => {
  test('that cannot work is refused when the receiver is made', () => {
    for (const wrong of ['', 'hunter2', [], [secret, 'whsec_short']]) {
      expect(() => receiver({ secret: wrong })).toThrow(expect.objectContaining({ code: 'invalid_secret' }))
    }
  })

  test('may be several', async () => {
    const other = generateSecret()
    const receive = receiver({ secret: [other, secret], fallback: () => undefined })
    expect((await receive(await signed())).status).toBe(204)
    expect((await receive(await signed({ secret: other }))).status).toBe(204)
    expect((await receive(await signed({ secret: generateSecret() }))).status).toBe(401)
  })

  test('may be looked up for each request', async () => {
    let current = secret
    const next = generateSecret()
    const receive = receiver({ secret: async () => current, fallback: () => undefined })
    expect((await receive(await signed())).status).toBe(204)
    current = next
    expect((await receive(await signed())).status).toBe(401)
    expect((await receive(await signed({ secret: next }))).status).toBe(204)
  })

  test('whose look-up fails or yields nonsense is a fault of the receiver', async () => {
    const onError = vi.fn<OnError>()
    for (const lookUp of [() => Promise.reject(new Error('vault is sealed')), () => 'nonsense']) {
      const response = await receiver({ secret: lookUp, onError })(await signed())
      expect(await errorOf(response)).toEqual(
        error(500, 'receiver_failed', expect.not.stringContaining('vault')),
      )
    }
    expect(onError.mock.calls).toEqual([
      [expect.objectContaining({ message: 'vault is sealed' }), undefined],
      [expect.objectContaining({ code: 'invalid_secret' }), undefined],
    ])
  })
})

test('options that cannot work are refused when the receiver is made', () => {
  for (const options of [{ toleranceSeconds: NaN }, { toleranceSeconds: -1 }, { maxBodyBytes: NaN }]) {
    expect(() => receiver(options)).toThrow(expect.objectContaining({ code: 'invalid_option' }))
  }
  // @ts-expect-error what plain JavaScript may pass
  expect(() => receiver({ on: { ping: 'handlePing' } })).toThrow(/on\["ping"\] must be a function/)
})
