/**
 * Sends many messages through processes that are killed with -9 all the time, and counts what arrives. Exits
 * with 1 when an acknowledged message is lost or something arrives that is not as it was sent.
 */
import { setTimeout as real } from 'node:timers/promises'

import { startProcess, type Fixture } from '../faults/support/fixture.ts'
import { Acknowledged } from './acknowledged.ts'
import { createSoakApp, leaseMs, tenant } from './app.ts'
import { chance } from './chance.ts'
import { BadOption, readOptions, type SoakOptions, usage } from './options.ts'
import { Party } from './party.ts'
import { printed, writeResult, type SoakResult } from './result.ts'
import { Tally } from './tally.ts'

/** With nothing received for this long, what is missing does not come any more. */
const giveUpMs = 3 * leaseMs

try {
  process.exitCode = await soak(readOptions())
} catch (error) {
  if (!(error instanceof BadOption)) throw error
  console.error(`${error.message}\n\n${usage}`)
  process.exitCode = 2
}

async function soak({
  kind,
  messages,
  endpoints,
  killEveryMs,
  senders,
  workers,
  seed,
  write,
}: SoakOptions): Promise<0 | 1> {
  await using stack = new AsyncDisposableStack()
  const place = stack.use(await kind.place())
  const receiver = stack.use(start('receiver', seed, messages, endpoints))
  const url = `http://127.0.0.1:${await receiver.printed('listening')}`
  const { app } = createSoakApp(place.address, { worker: false })
  stack.defer(() => app.close())
  const secrets: string[] = []
  for (let endpoint = 0; endpoint < endpoints; endpoint++) {
    secrets.push((await app.delivery.endpoints.create(tenant, { url: `${url}/${endpoint}` })).secret)
  }
  await fetch(`${url}/secrets`, { method: 'PUT', body: JSON.stringify(secrets) })

  console.log(
    `${messages} messages to ${endpoints} endpoints on ${kind.name}; ${senders} senders and ${workers} workers, one of ` +
      `which is killed about every ${killEveryMs / 1_000} s; seed ${seed}`,
  )
  const started = performance.now()
  const seconds = () => Math.round((performance.now() - started) / 100) / 10
  const acknowledged = new Acknowledged(messages, senders)
  const parties: Party[] = []
  for (let sender = 1; sender <= senders; sender++) {
    parties.push(
      new Party(() => {
        const first = acknowledged.firstMissing(sender)
        return first === null ? null : start('sender', place.address, seed, first, messages, senders)
      }),
    )
  }
  for (let worker = 0; worker < workers; worker++)
    parties.push(new Party(() => start('worker', place.address)))
  stack.defer(async () => {
    await Promise.all(parties.map((party) => party.kill()))
  })

  let kills = 0
  let killAt = 0
  let tally = await tallyOf(url)
  let progressAt = performance.now()
  for (let turn = 0; ; turn++) {
    await real(100)
    for (const party of parties) acknowledged.read(party)
    // The last part of the way is undisturbed, so that it ends.
    const disturbed = tally.received < 0.95 * messages * endpoints
    if (disturbed && performance.now() - started >= killAt) {
      // Those that are at work: to kill one that is only starting shows nothing.
      const victims = parties.filter(({ isRunning, lines }) => isRunning && lines.length > 0)
      const victim = victims[Math.floor(chance(seed, 5, kills) * victims.length)]
      if (killAt > 0 && victim) {
        await victim.kill()
        acknowledged.read(victim)
        kills++
      }
      killAt += killEveryMs * (0.5 + chance(seed, 6, kills))
    }
    for (const party of parties) if (!party.isRunning) party.start()
    if (turn % 20 > 0) continue

    const before = tally
    tally = await tallyOf(url)
    if (tally.requests > before.requests || acknowledged.isNew()) progressAt = performance.now()
    console.log(
      `${String(seconds()).padStart(6)} s: ${acknowledged.count} acknowledged, ${tally.received} received, ` +
        `${tally.duplicates} duplicates, ${tally.faults} faults, ${kills} kills`,
    )
    if (acknowledged.count === messages && (await app.delivery.line.store.nextDueAt()) === undefined) break
    if (performance.now() - progressAt > giveUpMs) {
      console.log(`Nothing has happened for ${giveUpMs / 1_000} s; giving up.`)
      break
    }
  }

  tally = await tallyOf(url)
  const deliveries = acknowledged.count * endpoints
  const { received, duplicates, wrong, requests, faults } = tally
  const result: SoakResult = {
    store: kind.name,
    messages: acknowledged.count,
    deliveries,
    received,
    duplicates,
    lost: deliveries - received,
    wrong,
    requests,
    faults,
    kills,
    seconds: seconds(),
    seed,
  }
  console.log(['', printed(result), ...tally.missing.map((what) => `missing: ${what}`)].join('\n'))
  const isComplete = result.lost === 0 && wrong === 0 && acknowledged.count === messages
  if (write && isComplete) writeResult(result)
  return isComplete ? 0 : 1
}

function start(name: string, ...args: (string | number)[]): Fixture {
  return startProcess(new URL(`${name}.ts`, import.meta.url), ...args.map(String))
}

async function tallyOf(url: string): Promise<Tally> {
  return Tally.parse(await (await fetch(`${url}/tally`)).json())
}
