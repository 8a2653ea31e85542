/** A worker process, told on its standard input to start and to stop. */
import { createInterface } from 'node:readline'
import { createWorker, type Worker } from 'hookwright/node'

import { concurrency } from './deliveries/load.ts'
import { benchApp } from './hookwright.ts'
import type { Setting } from './subject.ts'

const setting: Setting = JSON.parse(process.argv[2] ?? '{}')
const app = benchApp({ ...setting, store: 'postgres' }, { endpointConcurrency: concurrency })
await app.delivery.line.open()
let worker: Worker | undefined
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'start') {
      worker = createWorker(app)
      void worker.start()
    } else {
      void worker?.stop()
    }
  })
  .on('close', () => process.exit())
console.log('ready')
