import type { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { sqlite } from '../../../src/sqlite.ts'
import type { Store } from '../../../src/store/store.ts'
import { addEndpoint, message } from '../conformance/samples.ts'
import { newPath } from './folder.ts'

async function openWithThread(path: string): Promise<{ store: Store; thread: Worker }> {
  const store = sqlite(path)
  const started = new Promise<Worker>((resolve) => process.once('worker', resolve))
  await store.open()
  return { store, thread: await started }
}

test('calls are rejected when the worker thread ends under them, and the store can be opened again', async () => {
  const { store, thread } = await openWithThread(newPath())
  const endpoint = await addEndpoint(store)

  const ended = thread.terminate()
  const call = store.enqueue([message()])
  const stopped = {
    code: 'store_failed',
    message: `${store.name}: its worker thread has ended (exit code 1). What was committed is safe: call open() again.`,
  }
  await expect(call).rejects.toMatchObject(stopped)
  await ended
  await expect(store.nextDueAt()).rejects.toMatchObject(stopped)

  await store.open()
  expect(await store.findEndpoint('acme', endpoint.id)).toEqual(endpoint)
  await store.close()
})

test('a store whose worker thread has ended closes all the same', async () => {
  const { store, thread } = await openWithThread(newPath())
  await thread.terminate()
  await store.close()
  await expect(store.nextDueAt()).rejects.toMatchObject({ code: 'store_closed' })
})
