import { describe, expect, test, vi } from 'vitest'
import { createReceiver } from '../src/index.ts'
import { sign } from '../src/sign.ts'
import type { ReceiverOptions } from '../src/index.ts'
import { headersOf, vectorA } from './vectors.ts'

const { secret, id, timestamp } = vectorA

async function signed(body: string) {
  const headers = headersOf({ id, timestamp, signature: await sign({ id, timestamp, body, secret }) })
  return new Request('https://x.example', { method: 'POST', body, headers })
}

function receiver(options: Partial<ReceiverOptions> = {}) {
  return createReceiver({ secret, on: {}, now: () => timestamp * 1000, ...options })
}

async function errorOf(response: Response) {
  return { status: response.status, body: await response.json() }
}

function error(status: number, code: string) {
  return { status, body: { error: { code, message: expect.any(String) } } }
}

/** JSON of so many bytes. */
function jsonOf(size: number) {
  return `"${'x'.repeat(size - 2)}"`
}

describe('the cap on the body', () => {
  test('lets through a body of exactly that size, and none that is longer', async () => {
    const fallback = vi.fn<() => void>()
    const receive = receiver({ maxBodyBytes: 10, fallback })
    expect((await receive(await signed('"12345678"'))).status).toBe(204)
    expect(fallback).toHaveBeenCalledTimes(1)
    expect(await errorOf(await receive(await signed('"123456789"')))).toEqual(error(413, 'body_too_large'))
    expect(fallback).toHaveBeenCalledTimes(1)
  })

  test('is 1 MiB by default', async () => {
    const receive = receiver({ fallback: () => undefined })
    expect((await receive(await signed(jsonOf(1024 * 1024)))).status).toBe(204)
    expect((await receive(await signed(jsonOf(1024 * 1024 + 1)))).status).toBe(413)
  })

  test('ends a body that has no end, and tells its source', async () => {
    let pulled = 0
    const cancel = vi.fn<() => void>()
    const body = new ReadableStream({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(1024))
      },
      cancel,
    })
    const request = new Request('https://x.example', {
      method: 'POST',
      body,
      duplex: 'half',
      headers: headersOf(vectorA),
    })
    expect(await errorOf(await receiver({ maxBodyBytes: 10_000 })(request))).toEqual(
      error(413, 'body_too_large'),
    )
    expect(cancel).toHaveBeenCalledOnce()
    expect(pulled).toBeLessThanOrEqual(11)
  })

  test('does not wait for a source that never confirms the end', async () => {
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024)),
      cancel: () => new Promise(() => {}),
    })
    const request = new Request('https://x.example', { method: 'POST', body, duplex: 'half' })
    expect((await receiver({ maxBodyBytes: 10_000 })(request)).status).toBe(413)
  })

  test('goes by content-length, where there is one, before anything is read', async () => {
    const pull = vi.fn<() => void>()
    const body = new ReadableStream({ pull }, { highWaterMark: 0 })
    const headers = { ...headersOf(vectorA), 'content-length': '10001' }
    const request = new Request('https://x.example', { method: 'POST', body, duplex: 'half', headers })
    expect((await receiver({ maxBodyBytes: 10_000 })(request)).status).toBe(413)
    expect(pull).not.toHaveBeenCalled()
  })

  test('is no help against a body that breaks off, which is answered 400', async () => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array(10))
        controller.error(new Error('reset'))
      },
    })
    const request = new Request('https://x.example', { method: 'POST', body, duplex: 'half' })
    expect(await errorOf(await receiver()(request))).toEqual(error(400, 'body_incomplete'))
  })
})
