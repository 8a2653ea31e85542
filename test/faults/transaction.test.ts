import { expect } from 'vitest'

import { startReceiver } from '../../packages/hookwright/test/support/receiver.ts'
import { tenant } from './support/app.ts'
import { eventually } from './support/eventually.ts'
import { scenario } from './support/scenario.ts'

scenario(1, "the caller's transaction rolls back, or dies of kill -9: no row, no request", async (stage) => {
  await using receiver = await startReceiver((response) => response.end())
  await stage.endpoint(receiver.origin)
  const worker = stage.start()
  await worker.printed('ready')

  const rolledBack = stage.call('rolled back', 'rollback')
  const killed = async () => {
    const caller = stage.call('killed', 'hold')
    const messageId = await caller.printed('sent')
    expect(await stage.store.findMessage(tenant, messageId)).toBeUndefined()
    caller.kill('SIGKILL')
    await caller.ended
    return messageId
  }
  await rolledBack.printed('ended')
  const vanished = [await rolledBack.printed('sent'), await killed()]
  const committed = stage.call('committed', 'commit')
  await committed.printed('ended')

  await eventually('what was committed is delivered', async () =>
    (await stage.deliveries()).every(({ state }) => state === 'succeeded'),
  )
  expect((await stage.deliveries()).map(({ messageId }) => messageId)).toEqual([
    await committed.printed('sent'),
  ])
  for (const id of vanished) expect(await stage.store.findMessage(tenant, id)).toBeUndefined()
  expect(receiver.requests.map(({ body }) => body.toString())).toEqual(['"committed"'])
})
