import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { dependency, eventStream, jsonLines } from '../../src/index.ts'
import { appOf } from '../support/declare.ts'

/** A dependency that says what became of it. */
function held() {
  const ended: string[] = []
  const value = dependency(async function* () {
    try {
      yield () => ended.length === 0
      ended.push('released')
    } catch (error) {
      ended.push(String(error))
      throw error
    }
  })
  return { ended, value }
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0))

async function* slowly<T>(items: readonly T[], look: () => void): AsyncGenerator<T> {
  for (const item of items) {
    await turn()
    look()
    yield item
  }
}

describe('what a stream was made with', () => {
  test('is released when the stream has ended, of events as of lines', async () => {
    const { ended, value } = held()
    const seen: boolean[] = []
    const app = appOf((it) => {
      it.get('/events', { response: eventStream(z.int()), dependencies: { isHeld: value } }, ({ isHeld }) =>
        slowly([{ data: 1 }, { data: 2 }], () => seen.push(isHeld())),
      )
      it.get('/lines', { response: jsonLines(z.int()), dependencies: { isHeld: value } }, ({ isHeld }) =>
        slowly([1, 2], () => seen.push(isHeld())),
      )
    })
    for (const path of ['/events', '/lines']) {
      const answer = await app.request(path)
      expect(ended).toEqual([])
      expect(await answer.text()).toContain('2')
      expect([seen.splice(0), ended.splice(0)]).toEqual([[true, true], ['released']])
    }
  })

  test('is released when a Response’s own stream has ended, whose bytes all arrive', async () => {
    const { ended, value } = held()
    const app = appOf((it) =>
      it.get('/x', { dependencies: { value } }, () => {
        const chunks = slowly(['a', 'b', 'c'], () => {})
        const body = ReadableStream.from(chunks).pipeThrough(new TextEncoderStream())
        return new Response(body, { status: 203, headers: { 'x-own': '1' } })
      }),
    )
    const answer = await app.request('/x')
    expect([answer.status, answer.headers.get('x-own'), ended]).toEqual([203, '1', []])
    expect([await answer.text(), ended]).toEqual(['abc', ['released']])
  })

  test('sees the error that breaks the stream', async () => {
    const { ended, value } = held()
    const reported: unknown[] = []
    const app = appOf(
      (it) =>
        it.get('/x', { response: jsonLines(z.int()), dependencies: { value } }, async function* () {
          yield 1
          await turn()
          throw new Error('source away')
        }),
      { onError: (error) => reported.push(String(error)) },
    )
    const answer = await app.request('/x')
    await expect(answer.text()).rejects.toThrow('source away')
    expect([ended, reported]).toEqual([['Error: source away'], ['Error: source away']])
  })

  test('breaks the stream, and is reported, where releasing fails', async () => {
    const reported: unknown[] = []
    const failing = dependency(async function* () {
      yield 1
      throw new Error('commit failed')
    })
    const app = appOf(
      (it) =>
        it.get('/x', { response: jsonLines(z.int()), dependencies: { failing } }, () =>
          slowly([1, 2], () => {}),
        ),
      { onError: (error) => reported.push(String(error)) },
    )
    const answer = await app.request('/x')
    await expect(answer.text()).rejects.toThrow('commit failed')
    expect(reported).toEqual(['Error: commit failed'])
  })

  test('is told when the caller goes away, also while an item is awaited', async () => {
    const { ended, value } = held()
    let gone = false
    const app = appOf((it) =>
      it.get('/x', { response: jsonLines(z.int()), dependencies: { value } }, async function* ({ signal }) {
        signal.addEventListener('abort', () => (gone = true))
        yield 1
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
      }),
    )
    const answer = await app.request('/x')
    const reader = answer.body?.getReader()
    await reader?.read()
    const waiting = reader?.read()
    await reader?.cancel()
    await waiting
    expect([gone, ended]).toEqual([true, ['Error: The caller went away']])
  })

  test('is released for HEAD, which nothing is read of', async () => {
    const { ended, value } = held()
    const app = appOf((it) =>
      it.get('/x', { response: jsonLines(z.int()), dependencies: { value } }, () => slowly([1], () => {})),
    )
    const answer = await app.request('/x', { method: 'HEAD' })
    expect([answer.status, await answer.text(), ended]).toEqual([200, '', ['released']])
  })
})

test('what is no Error and is thrown at the release is answered with 500, too', async () => {
  const told: unknown[] = []
  const odd = dependency(function* () {
    yield 1
    // oxlint-disable-next-line typescript/only-throw-error -- it is what must be borne
    throw 'no error'
  })
  const app = appOf((it) => it.get('/x', { dependencies: { odd } }, ({ odd: value }) => value), {
    onError: (error) => told.push(error),
  })
  expect((await app.request('/x')).status).toBe(500)
  expect(told).toEqual([expect.objectContaining({ message: expect.stringContaining('no error') })])
})
