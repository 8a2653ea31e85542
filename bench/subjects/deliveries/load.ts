/** What all that deliver have in common. */
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { Pool } from 'undici'

import type { Figures } from '../../benchmark.ts'
import { ownProcessorMicros, processorMicrosOf } from '../processor-time.ts'
import type { Setting } from '../subject.ts'

/** Attempts at once. */
export const concurrency = 64

/** Sends at once; whoever can store many by one call stores so many. */
export const senders = 256

export const deliveries = (scale: number) => Math.round(24_000 * scale)

/** For the code to be compiled and the connections to be open. */
export const warmUp = (scale: number) => Math.round(6_000 * scale)

/** 1,024 bytes of JSON. */
export const payload = { text: 'x'.repeat(1_024 - '{"text":""}'.length) }
export const payloadText = JSON.stringify(payload)

export function makePool(url: string): Pool {
  return new Pool(url, { connections: concurrency, pipelining: 1 })
}

/** With a cached key: what takes least. */
const key = createSecretKey(randomBytes(32))

/** One POST, signed as Standard Webhooks have it; what every peer's job does. */
export async function signedPost(pool: Pool, id: string, body: string): Promise<void> {
  const timestamp = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  const { statusCode, body: answer } = await pool.request({
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${signature}`,
    },
    body,
  })
  await answer.dump()
  if (statusCode !== 204) throw new Error(`The receiver answered ${statusCode}.`)
}

/** Counts what is done; `until` resolves when it is so many. */
export class Counter {
  #count = 0
  #wanted = Infinity
  #reached = () => {}

  add(): void {
    if (++this.#count >= this.#wanted) this.#reached()
  }

  until(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wanted = count
      this.#reached = resolve
      if (this.#count >= count) resolve()
    })
  }
}

/** Calls `work` so often, `atOnce` at a time. */
export async function repeat(
  times: number,
  atOnce: number,
  work: (n: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  const one = async () => {
    while (next < times) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

/** In how many parts of at most so many it is stored. */
export async function inChunks(
  times: number,
  size: number,
  work: (from: number, length: number) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < times; from += size) await work(from, Math.min(size, times - from))
}

/** Lets `deliver` deliver so many from first to last, and says how fast, and what it took of the processors. */
export async function timeDeliveries(
  { scale, postgresPid, redisPid, receiverPid }: Setting,
  deliver: (count: number) => Promise<void>,
  serverPid: 'postgres' | 'redis' | 'none' = 'none',
): Promise<Figures> {
  await deliver(warmUp(scale))
  const count = deliveries(scale)
  const pid = { postgres: postgresPid, redis: redisPid, none: 0 }[serverPid]
  const before = {
    own: ownProcessorMicros(),
    server: processorMicrosOf(pid),
    receiver: processorMicrosOf(receiverPid),
  }
  const startedAt = performance.now()
  await deliver(count)
  const seconds = (performance.now() - startedAt) / 1000
  return {
    perSecond: count / seconds,
    ownMicros: (ownProcessorMicros() - before.own) / count,
    serverMicros: pid === 0 ? 0 : (processorMicrosOf(pid) - before.server) / count,
    receiverMicros: (processorMicrosOf(receiverPid) - before.receiver) / count,
  }
}
