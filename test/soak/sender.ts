/**
 * Sends the messages from `first` to `last` in steps of `step`, each under an idempotency key, so that a
 * sender after a kill may repeat what it does not know to be acknowledged. Prints the numbers that are, some
 * a line, each line with a full stop.
 */
import { setTimeout as real } from 'node:timers/promises'

import { HookwrightError } from 'hookwright'

import { createSoakApp, tenant } from './app.ts'
import { bodyOf } from './chance.ts'

const [, , address = '', ...numbers] = process.argv
const [seed = 0, first = 0, last = 0, step = 1] = numbers.map(Number)
const { app, soaked } = createSoakApp(address, { worker: false })

let unsaid: number[] = []
function acknowledge(number: number): void {
  if (unsaid.push(number) > 1) return
  setImmediate(() => {
    process.stdout.write(`acknowledged ${unsaid.join(' ')}.\n`)
    unsaid = []
  })
}

let next = first
async function sendUntilLast(): Promise<void> {
  for (let number = next; number <= last; number = next) {
    next += step
    while (!(await isSent(number))) await real(100)
    acknowledge(number)
  }
}

async function isSent(number: number): Promise<boolean> {
  try {
    await soaked.send(bodyOf(seed, number), { tenant, idempotencyKey: `soak-${number}` })
    return true
  } catch (error) {
    // Not acknowledged: the database was busy or away.
    if (error instanceof HookwrightError && error.code === 'store_failed') return false
    throw error
  }
}

await Promise.all(Array.from({ length: 32 }, sendUntilLast))
await app.close()
