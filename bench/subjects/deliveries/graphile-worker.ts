/** graphile-worker with the preset of its page on performance, and jobs added in bulk. */
import { Logger, makeWorkerUtils, run } from 'graphile-worker'

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
  const pool = makePool(setting.bare)
  const counter = new Counter()
  const logger = new Logger(() => () => {})
  const preset = {
    worker: {
      connectionString: setting.postgresUrl,
      concurrentJobs: concurrency,
      maxPoolSize: 25,
      localQueue: { size: 500 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
      logger,
    },
  }
  const utils = await makeWorkerUtils({ preset })
  await utils.migrate()
  const runner = await run({
    preset,
    taskList: {
      bench: (job, { job: { id } }) => signedPost(pool, id, JSON.stringify(job)),
    },
  })
  runner.events.on('job:success', () => counter.add())
  let total = 0
  const figures = await timeDeliveries(
    setting,
    async (count) => {
      total += count
      await inChunks(count, senders, (_, length) =>
        utils.addJobs(Array.from({ length }, () => ({ identifier: 'bench', payload }))),
      )
      await counter.until(total)
    },
    'postgres',
  )
  await runner.stop()
  await utils.release()
  return figures
})
