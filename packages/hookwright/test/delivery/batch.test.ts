import { describe, expect, test } from 'vitest'
import { Batcher } from '../../src/delivery/batch.ts'

/** A flush that ends when it is told to. */
function manualFlush() {
  const batches: {
    items: readonly number[]
    end: (results: readonly string[]) => void
    fail: (e: Error) => void
  }[] = []
  const flush = (items: readonly number[]) =>
    new Promise<readonly string[]>((resolve, reject) => batches.push({ items, end: resolve, fail: reject }))
  return { batches, flush }
}

const tick = () => new Promise((resolve) => setImmediate(resolve))

test('what is added in one tick is flushed together, also from asynchronous senders', async () => {
  const sizes: number[] = []
  const batcher = new Batcher<number, string>(async (items) => {
    sizes.push(items.length)
    return items.map((item) => `done ${item}`)
  })
  const send = async (item: number) => {
    for (let i = 0; i < item % 5; i++) await Promise.resolve()
    return batcher.add(item)
  }
  const results = await Promise.all(Array.from({ length: 100 }, (_, item) => send(item)))
  expect(results).toEqual(Array.from({ length: 100 }, (_, item) => `done ${item}`))
  expect(sizes).toEqual([100])
})

test('while a flush is under way the next batch collects', async () => {
  const { batches, flush } = manualFlush()
  const batcher = new Batcher(flush)
  const first = batcher.add(1)
  await tick()
  const later = [batcher.add(2), batcher.add(3)]
  await tick()
  await tick()
  expect(batches.map(({ items }) => items)).toEqual([[1]])
  batches[0]?.end(['a'])
  expect(await first).toBe('a')
  await tick()
  expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3]])
  batches[1]?.end(['b', 'c'])
  expect(await Promise.all(later)).toEqual(['b', 'c'])
})

test('a batch is never larger than its maximum', async () => {
  const sizes: number[] = []
  const batcher = new Batcher<number, number>(
    async (items) => {
      sizes.push(items.length)
      return items
    },
    { maxSize: () => 40 },
  )
  await Promise.all(Array.from({ length: 100 }, (_, item) => batcher.add(item)))
  expect(sizes).toEqual([40, 40, 20])
})

describe('a flush that fails', () => {
  test('rejects each add of its batch, and the next batch goes on', async () => {
    const { batches, flush } = manualFlush()
    const batcher = new Batcher(flush)
    const failing = Promise.allSettled([batcher.add(1), batcher.add(2)])
    await tick()
    const next = batcher.add(3)
    batches[0]?.fail(new Error('disk full'))
    expect((await failing).map((result) => result.status)).toEqual(['rejected', 'rejected'])
    await tick()
    batches[1]?.end(['c'])
    expect(await next).toBe('c')
  })

  test('includes one that returns too few results: nobody gets another one’s', async () => {
    const batcher = new Batcher<number, number>(async (items) => items.slice(1))
    await expect(Promise.all([batcher.add(1), batcher.add(2)])).rejects.toThrow('2 items returned 1 results')
  })
})

test('idle waits for what waits and what is under way, failed or not', async () => {
  const { batches, flush } = manualFlush()
  const batcher = new Batcher(flush)
  await batcher.idle()
  const failing = batcher.add(1).catch((error: unknown) => error)
  let idle = false
  const waited = batcher.idle().then(() => (idle = true))
  await tick()
  expect(idle).toBe(false)
  batches[0]?.fail(new Error('disk full'))
  await waited
  expect(await failing).toBeInstanceOf(Error)
})
