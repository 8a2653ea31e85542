import { afterEach, expect, test } from 'vitest'
import { pinnedLookup } from '../../src/delivery/lookup.ts'
import { Pools, type PoolsOptions } from '../../src/delivery/pools.ts'
import { FakeClock } from '../support/clock.ts'
import { startReceiver } from '../support/receiver.ts'
import { until } from '../support/until.ts'

const idleMs = 60_000
let open: Pools | undefined
afterEach(() => open?.close())

function make(options: Partial<PoolsOptions> = {}) {
  const clock = new FakeClock()
  const lookup = pinnedLookup({ allowHttp: true, allowPrivateNetworks: ['127.0.0.0/8'] })
  const pools = new Pools({ clock, lookup, connectTimeoutMs: 1_000, connections: 4, idleMs, ...options })
  open = pools
  const get = (origin: string) =>
    pools.use(origin, async (pool) => {
      const { body } = await pool.request({ method: 'GET', path: '/' })
      return body.text()
    })
  return { clock, pools, get }
}

test('an origin keeps its pool while it is used, and loses it when it was not for a while', async () => {
  await using receiver = await startReceiver((response) => response.end('ok'))
  const { clock, pools, get } = make()
  await get(receiver.origin)
  clock.advance(idleMs - 1)
  await get(receiver.origin)
  clock.advance(idleMs - 1)
  expect(pools.size).toBe(1)
  clock.advance(idleMs)
  expect(pools.size).toBe(0)
  expect(clock.timers).toBe(0)
  await until('the connection is closed', () => receiver.open() === 0)
})

test('beyond the most origins the one unused for longest goes, and never one in use', async () => {
  await using first = await startReceiver((response) => response.end('first'))
  await using second = await startReceiver((response) => response.end('second'))
  await using third = await startReceiver((response) => response.end('third'))
  const { clock, pools, get } = make({ mostOrigins: 2 })
  await pools.use(first.origin, async (pool) => {
    await get(second.origin)
    clock.advance(1)
    expect(await get(third.origin)).toBe('third')
    expect(pools.size).toBe(2)
    await until('the idle one is closed', () => second.open() === 0)
    const { body } = await pool.request({ method: 'GET', path: '/' })
    expect(await body.text()).toBe('first')
  })
  expect(third.connections()).toBe(1)
  expect(await get(third.origin)).toBe('third')
  expect(third.connections()).toBe(1)
})

test('closing breaks what is under way and leaves no timer', async () => {
  await using receiver = await startReceiver(() => {})
  const { clock, pools, get } = make()
  const pending = get(receiver.origin).catch((error: unknown) => error)
  await until('the request has arrived', () => receiver.requests.length === 1)
  await pools.close()
  expect(await pending).toBeInstanceOf(Error)
  expect(clock.timers).toBe(0)
})
