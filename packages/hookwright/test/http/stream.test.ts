import { afterEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { bytes, byteStream, eventStream, jsonLines, text } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

const reported: unknown[] = []

async function answer(declare: (app: App) => void, init?: RequestInit): Promise<Response> {
  reported.length = 0
  return appOf(declare, { onError: (error) => reported.push(error) }).request('/x', init)
}

const Tick = z.object({ n: z.int(), note: z.string().default('-') })

/** Reads one piece at a time. */
function readerOf(response: Response) {
  const reader = response.body?.getReader()
  return {
    next: async () => new TextDecoder().decode((await reader?.read())?.value),
    leave: async () => reader?.cancel(),
  }
}

describe('JSON lines', () => {
  test('are sent one by one, each as its schema yields it', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: jsonLines(Tick) }, async function* () {
        yield { n: 1 }
        yield { n: 2, note: 'line\nbreak' }
      }),
    )
    expect(response.headers.get('content-type')).toBe('application/jsonl')
    expect(await response.text()).toBe('{"n":1,"note":"-"}\n{"n":2,"note":"line\\nbreak"}\n')
  })

  test('may be a list, and none', async () => {
    const sent = async (list: { n: number }[]) =>
      (await answer((app) => app.get('/x', { response: jsonLines(Tick) }, () => list))).text()
    expect(await sent([{ n: 1 }])).toBe('{"n":1,"note":"-"}\n')
    expect(await sent([])).toBe('')
  })

  test('are taken from the handler only as they are read', async () => {
    let made = 0
    const response = await answer((app) =>
      app.get('/x', { response: jsonLines(Tick) }, async function* () {
        for (; made < 1000; made++) yield { n: made }
      }),
    )
    const reader = readerOf(response)
    await reader.next()
    expect(made).toBeLessThan(10)
    await reader.leave()
  })

  test('end where one does not fit, which is reported', async () => {
    const wrong: number = JSON.parse('"two"')
    const response = await answer((app) =>
      app.get('/x', { response: jsonLines(Tick) }, async function* () {
        yield { n: 1 }
        yield { n: wrong }
      }),
    )
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
    expect(reported).toHaveLength(1)
    expect(String(reported[0])).toContain('response.n: ')
  })

  test('of no list at all are our fault, told in time', async () => {
    const wrong: { n: number }[] = JSON.parse('7')
    expect((await answer((app) => app.get('/x', { response: jsonLines(Tick) }, () => wrong))).status).toBe(
      500,
    )
  })
})

describe('text and bytes', () => {
  test('are sent bit by bit from an async iterable', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: text() }, async function* () {
        yield 'ü'
        yield '!'
      }),
    )
    expect(await response.text()).toBe('ü!')
  })

  test('are sent from a stream', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: bytes() }, () => new Blob(['abc']).stream()),
    )
    expect(await response.text()).toBe('abc')
  })

  test('may come from the request as they arrive', async () => {
    const response = await answer(
      (app) => app.post('/x', { body: byteStream(), response: bytes() }, ({ body }) => body),
      {
        method: 'POST',
        body: 'abc',
        headers: { 'content-type': 'application/octet-stream' },
      },
    )
    expect(await response.text()).toBe('abc')
  })
})

describe('server-sent events', () => {
  test('have a name, an id and a retry where they are given, and their data as JSON on one line', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: eventStream({ tick: Tick, end: z.null() }) }, async function* () {
        yield { event: 'tick', data: { n: 1, note: 'a\nb' }, id: '7', retry: 1500 }
        yield { event: 'end', data: null }
      }),
    )
    expect(Object.fromEntries(response.headers)).toEqual({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      'x-accel-buffering': 'no',
    })
    expect(await response.text()).toBe(
      'event: tick\nid: 7\nretry: 1500\ndata: {"n":1,"note":"a\\nb"}\n\nevent: end\ndata: null\n\n',
    )
  })

  test.each([{ enum: ['a', 'b'] }, { anyOf: [{ const: 'a' }, { type: 'null' }] }] as const)(
    'may be declared by JSON Schema itself: %j',
    async (schema) => {
      const response = await answer((app) =>
        app.get('/x', { response: eventStream(schema) }, () => [{ data: 'a' as const }]),
      )
      expect(await response.text()).toBe('data: "a"\n\n')
    },
  )

  test('have no name where one schema is declared', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: eventStream(Tick) }, () => [{ data: { n: 1 } }]),
    )
    expect(await response.text()).toBe('data: {"n":1,"note":"-"}\n\n')
  })

  test.each([
    ['an event that is not declared', { event: 'tock', data: { n: 1 } }, 'sent the event "tock"'],
    [
      'an id that would break the frame',
      { event: 'tick', data: { n: 1 }, id: '1\ndata: x' },
      'whose id is not text',
    ],
    [
      'a retry that is no count',
      { event: 'tick', data: { n: 1 }, retry: 1.5 },
      'whose retry is not a whole number',
    ],
    ['data that does not fit', { event: 'tick', data: { n: 'x' } }, 'response.n: '],
  ])('end at %s, which is reported', async (_name, event, message) => {
    const sent: { event: 'tick'; data: { n: number } } = JSON.parse(JSON.stringify(event))
    const response = await answer((app) =>
      app.get('/x', { response: eventStream({ tick: Tick }) }, async function* () {
        yield sent
      }),
    )
    await expect(response.text()).rejects.toThrow()
    expect(String(reported[0])).toContain(message)
  })

  describe('in silence', () => {
    afterEach(() => {
      vi.useRealTimers()
    })

    test('are kept alive by a comment, and none of them is lost by that', async () => {
      vi.useFakeTimers()
      const { promise, resolve } = Promise.withResolvers<void>()
      const response = await answer((app) =>
        app.get('/x', { response: eventStream(Tick, { keepAliveSeconds: 20 }) }, async function* () {
          await promise
          yield { data: { n: 1 } }
        }),
      )
      const reader = readerOf(response)
      for (let round = 0; round < 2; round++) {
        const next = reader.next()
        await vi.advanceTimersByTimeAsync(20_000)
        expect(await next).toBe(': keep-alive\n\n')
      }
      resolve()
      expect(await reader.next()).toBe('data: {"n":1,"note":"-"}\n\n')
    })

    test('are left in it where null is said', async () => {
      vi.useFakeTimers()
      const response = await answer((app) =>
        app.get('/x', { response: eventStream(Tick, { keepAliveSeconds: null }) }, async function* () {
          await new Promise((done) => setTimeout(done, 3_600_000))
          yield { data: { n: 1 } }
        }),
      )
      const next = readerOf(response).next()
      await vi.advanceTimersByTimeAsync(3_600_000)
      expect(await next).toBe('data: {"n":1,"note":"-"}\n\n')
    })
  })
})

describe('when the caller goes away', () => {
  test('the signal is aborted, and the generator ends by its `finally`', async () => {
    const seen: string[] = []
    const response = await answer((app) =>
      app.get('/x', { response: eventStream(Tick) }, async function* ({ signal }) {
        try {
          yield { data: { n: 1 } }
          await new Promise((_, reject) => {
            signal.addEventListener('abort', () => {
              seen.push('aborted')
              reject(signal.reason)
            })
          })
        } finally {
          seen.push('ended')
        }
      }),
    )
    const reader = readerOf(response)
    await reader.next()
    const waiting = reader.next()
    await reader.leave()
    await waiting
    expect(seen).toEqual(['aborted', 'ended'])
    expect(reported).toEqual([])
  })

  test('what a generator throws in its `finally` is reported', async () => {
    const response = await answer((app) =>
      app.get('/x', { response: eventStream(Tick) }, async function* () {
        try {
          yield { data: { n: 1 } }
          yield { data: { n: 2 } }
        } finally {
          await Promise.reject(new Error('cannot close'))
        }
      }),
    )
    const reader = readerOf(response)
    await reader.next()
    await reader.leave()
    expect(reported.map(String)).toEqual(['Error: cannot close'])
  })

  test('the signal of the server is heeded, too', async () => {
    const leaving = new AbortController()
    let aborted = false
    const app = appOf((it) =>
      it.get('/x', async ({ signal }) => {
        leaving.abort()
        aborted = signal.aborted
        return 1
      }),
    )
    await app.request('/x', { signal: leaving.signal })
    expect(aborted).toBe(true)
  })

  test('a HEAD request begins no stream', async () => {
    let begun = false
    const response = await answer(
      (app) =>
        app.get('/x', { response: eventStream(Tick) }, async function* () {
          begun = true
          yield { data: { n: 1 } }
        }),
      { method: 'HEAD' },
    )
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toBe('')
    expect(begun).toBe(false)
  })
})
