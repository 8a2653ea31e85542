/** pg-boss: jobs inserted in bulk, fetched in batches that follow on each other while they are full. */
import { PgBoss } from 'pg-boss'

import { subject } from '../subject.ts'
import {
  concurrency,
  Counter,
  inChunks,
  makePool,
  payload,
  repeat,
  senders,
  signedPost,
  timeDeliveries,
} from './load.ts'

await subject(async (setting) => {
  const boss = new PgBoss({ connectionString: setting.postgresUrl, useListenNotify: true })
  boss.on('error', (error) => console.error(error))
  await boss.start()
  await boss.createQueue('bench', { notify: true })
  const pool = makePool(setting.bare)
  const counter = new Counter()
  const options = {
    batchSize: 256,
    localConcurrency: 2,
    pollingIntervalSeconds: 0.5,
    burstWhenBatchFull: true,
  }
  await boss.work<typeof payload>('bench', options, async (jobs) => {
    await repeat(jobs.length, concurrency / options.localConcurrency, async (n) => {
      const job = jobs[n]
      if (job) await signedPost(pool, job.id, JSON.stringify(job.data))
    })
    // It completes the batch when this resolves.
    for (const _ of jobs) counter.add()
  })
  let total = 0
  return timeDeliveries(
    setting,
    async (count) => {
      total += count
      await inChunks(count, senders, (_, length) =>
        boss.insert(
          'bench',
          Array.from({ length }, () => ({ data: payload })),
        ),
      )
      await counter.until(total)
    },
    'postgres',
  )
})
