import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { runChild, startChild } from '../child.ts'
import { addEndpoint, ids, listAll, message } from '../conformance/samples.ts'
import { replayThroughAKill } from '../replay-killed.ts'
import { newPath, openStore } from './folder.ts'

test('two processes that claim at the same time never get the same delivery', async () => {
  const path = newPath()
  const store = await openStore(path)
  await addEndpoint(store)
  await store.enqueue(Array.from({ length: 1000 }, () => message()))

  const printed = await Promise.all([runChild('claim-all', path), runChild('claim-all', path)])

  const claimed = printed.flat()
  expect(claimed).toHaveLength(1000)
  expect(claimed.toSorted()).toEqual(ids(await listAll(store, 'acme')).toSorted())
})

test('kill -9 loses no message that was acknowledged, and no delivery of one', async () => {
  const path = newPath()
  const before = await openStore(path)
  await addEndpoint(before)
  await before.close()

  const child = startChild('enqueue-forever', path)
  const acknowledged: string[] = []
  for await (const id of child.lines) {
    acknowledged.push(id)
    if (acknowledged.length === 300) child.kill('SIGKILL')
  }
  expect(await child.ended).toBe('SIGKILL')

  const store = await openStore(path)
  expect(acknowledged.length).toBeGreaterThanOrEqual(300)
  const delivered = new Set((await listAll(store, 'acme')).map(({ messageId }) => messageId))
  expect(acknowledged.filter((id) => !delivered.has(id))).toEqual([])
  for (const id of acknowledged) expect(await store.findMessage('acme', id)).toMatchObject({ id })
})

test('several processes may make and open one file at the same time', async () => {
  const path = newPath()
  await Promise.all(Array.from({ length: 5 }, () => runChild('open-and-add', path)))
  const store = await openStore(path)
  expect(await store.listEndpoints('acme', { limit: 10 })).toHaveLength(5)
})

test('closing leaves one file and lets the process end', async () => {
  const path = newPath()
  await runChild('open-and-add', path)
  expect(existsSync(path)).toBe(true)
  expect(existsSync(`${path}-wal`)).toBe(false)
})

test('an open store keeps no process alive, but a call that waits for its answer does', async () => {
  expect(await runChild('leave-open', newPath())).toEqual(['stored'])
})

test('kill -9 during a replay leaves no message out and makes no delivery twice', async () => {
  const path = newPath()
  await replayThroughAKill(await openStore(path), path)
})
