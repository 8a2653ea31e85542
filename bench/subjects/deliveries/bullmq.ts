/** BullMQ on Redis, by its guide: jobs added in bulk, one worker with `concurrency`, what is done removed. */
import { Queue, Worker } from 'bullmq'

import { subject } from '../subject.ts'
import {
  concurrency,
  Counter,
  inChunks,
  makePool,
  payload,
  senders,
  signedPost,
  timeDeliveries,
} from './load.ts'

await subject(async (setting) => {
  const connection = { host: '127.0.0.1', port: setting.redisPort, maxRetriesPerRequest: null }
  const name = `bench-${process.pid}`
  const queue = new Queue<typeof payload>(name, { connection })
  const pool = makePool(setting.bare)
  const counter = new Counter()
  const worker = new Worker<typeof payload>(
    name,
    ({ id, data }) => signedPost(pool, String(id), JSON.stringify(data)),
    { connection, concurrency, removeOnComplete: { count: 0 } },
  )
  worker.on('completed', () => counter.add())
  await worker.waitUntilReady()
  let total = 0
  const figures = await timeDeliveries(
    setting,
    async (count) => {
      total += count
      await inChunks(count, senders, (_, length) =>
        queue.addBulk(Array.from({ length }, () => ({ name: 'deliver', data: payload }))),
      )
      await counter.until(total)
    },
    'redis',
  )
  await worker.close()
  await queue.obliterate({ force: true })
  return figures
})
