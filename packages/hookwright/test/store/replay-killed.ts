import { expect } from 'vitest'
import { newId } from '../../src/id.ts'
import type { Store } from '../../src/store/store.ts'
import { runChild, startChild } from './child.ts'
import { addEndpoint, claim, failedAttempt, listAll, message, noon, recordOf } from './conformance/samples.ts'

/** A replay of 300 failures is killed in the middle, and taken to its end by another process. */
export async function replayThroughAKill(store: Store, address: string): Promise<void> {
  const receiver = await addEndpoint(store)
  await store.enqueue(Array.from({ length: 300 }, () => message()))
  const claimed = await claim(store, { limit: 1000 })
  const failed = { next: { state: 'failed' }, attempt: failedAttempt } as const
  await store.record(claimed.map((one) => recordOf(one, failed)))
  const id = newId('rpl', noon)
  const counts = { scanned: 0, created: 0, createdAt: noon, finishedAt: null }
  const asked = { tenant: 'acme', id, endpointId: receiver.id, kind: 'failed', state: 'running' } as const
  await store.createReplay({ ...asked, ...counts, since: noon, until: noon })

  const child = startChild('replay-slowly', address)
  let steps = 0
  for await (const _ of child.lines) if (++steps === 10) child.kill('SIGKILL')
  expect(await child.ended).toBe('SIGKILL')
  expect(await store.findReplay('acme', id)).toMatchObject({ state: 'running' })
  await runChild('replay-slowly', address)

  const made = await listAll(store, 'acme', { replayId: id })
  expect(made).toHaveLength(300)
  expect(new Set(made.map(({ messageId }) => messageId)).size).toBe(300)
  expect(await store.findReplay('acme', id)).toMatchObject({ state: 'done', scanned: 300, created: 300 })
}
