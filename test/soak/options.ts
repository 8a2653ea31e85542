import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'

import { storeKinds } from '../faults/support/stores.ts'

export const usage = `npm run soak -- [options]
  --messages N      messages to send (default 20000, at most 1000000)
  --endpoints N     endpoints that each message goes to (default 3, at most 20)
  --kill-every T    a process is killed with -9 about this often: 500ms, 2s (default 2s)
  --store NAME      ${storeKinds.map(({ name }) => name).join(' or ')} (default ${storeKinds[0]?.name})
  --senders N       sender processes (default 1)
  --workers N       worker processes (default 2)
  --write           puts the result into docs/faults.md
  --seed N          repeats a run's bodies, faults and kills (default: at random, and printed)`

/** What was asked for makes no sense; says what does. */
export class BadOption extends Error {}

export type SoakOptions = ReturnType<typeof readOptions>

/** @throws BadOption */
export function readOptions() {
  const values = readArguments()
  const kind = storeKinds.find(({ name }) => name === values.store)
  if (!kind) throw new BadOption(`--store ${values.store}: there is no such store.`)
  return {
    kind,
    messages: whole('messages', values.messages, 1, 1_000_000),
    endpoints: whole('endpoints', values.endpoints, 1, 20),
    killEveryMs: duration('kill-every', values['kill-every']),
    senders: whole('senders', values.senders, 1, 8),
    workers: whole('workers', values.workers, 1, 8),
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    write: values.write,
  }
}

function whole(name: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new BadOption(`--${name} ${text}: give a whole number from ${least} to ${most}.`)
}

function duration(name: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? []
  const ms = Number(number) * (unit === 's' ? 1_000 : 1)
  if (ms >= 100) return ms
  throw new BadOption(`--${name} ${text}: give 100ms or more, such as 2s.`)
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        messages: { type: 'string', default: '20000' },
        endpoints: { type: 'string', default: '3' },
        'kill-every': { type: 'string', default: '2s' },
        store: { type: 'string', default: 'sqlite' },
        senders: { type: 'string', default: '1' },
        workers: { type: 'string', default: '2' },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        write: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error))
  }
}
