import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

import { afterEach, expect, test } from 'vitest'

import { listenOnLoopback } from '../support/listen.ts'

const cleanUps: (() => void)[] = []

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) cleanUp()
})

/** Counts what arrives: the ids under which each event came. */
async function startReceiver() {
  const idsByNumber = new Map<number, Set<unknown>>()
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { number } = numbered(body)
      const ids = idsByNumber.get(number) ?? new Set()
      idsByNumber.set(number, ids.add(request.headers['webhook-id']))
      response.end()
    })
  })
  const port = await listenOnLoopback(server)
  cleanUps.push(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${port}/`, idsByNumber }
}

function numbered(body: unknown): { number: number } {
  if (typeof body === 'object' && body !== null && 'number' in body && typeof body.number === 'number') {
    return { number: body.number }
  }
  throw new Error(`An unexpected body: ${JSON.stringify(body)}`)
}

/** Starts the sender, and kills it with -9 once it has acknowledged `killAfter` more; resolves to the last acknowledged number. */
async function sendUntilKilled(
  database: string,
  url: string,
  first: number,
  last: number,
  killAfter: number,
) {
  const fixture = fileURLToPath(new URL('fixtures/sender.ts', import.meta.url))
  const child = spawn(process.execPath, [fixture, database, url, String(first), String(last)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanUps.push(() => child.kill('SIGKILL'))
  let acknowledged = first - 1
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'all sent') break
    // Lines that were written before the kill are read after it, and count: they were acknowledged.
    acknowledged = Number(line.split(' ')[1])
    if (acknowledged === first - 1 + killAfter) child.kill('SIGKILL')
  }
  if (killAfter !== Infinity) child.kill('SIGKILL')
  return { acknowledged, child }
}

test('of 200 events sent by a process that is killed with -9 in between, none is missing, each under one id', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-kill-'))
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }))
  const database = join(folder, 'hookwright.db')
  const receiver = await startReceiver()

  let acknowledged = 0
  for (const killAfter of [1, 10, 1, 20, 10]) {
    const run = await sendUntilKilled(database, receiver.url, acknowledged + 1, 200, killAfter)
    expect(run.child.signalCode ?? (await once(run.child, 'exit'))[1]).toBe('SIGKILL')
    expect(run.acknowledged).toBeGreaterThanOrEqual(acknowledged + killAfter)
    acknowledged = run.acknowledged
  }
  expect(acknowledged).toBeLessThan(200)
  const { child } = await sendUntilKilled(database, receiver.url, acknowledged + 1, 200, Infinity)
  await expect.poll(() => receiver.idsByNumber.size, { timeout: 60_000 }).toBe(200)
  child.kill('SIGTERM')
  await once(child, 'exit')

  const numbers = [...receiver.idsByNumber.keys()].toSorted((a, b) => a - b)
  expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
  for (const ids of receiver.idsByNumber.values()) expect(ids.size).toBe(1)
}, 120_000)
