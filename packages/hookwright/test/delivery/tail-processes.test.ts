import { Client } from 'pg'
import { expect, test } from 'vitest'

import { App } from '../../src/app.ts'
import { tailMessages } from '../../src/delivery/tail.ts'
import { postgres } from '../../src/postgres.ts'
import { newSchema } from '../support/postgres.ts'
import { until } from '../support/until.ts'

/** As in a process of its own, on the same database. */
function createApp(url: string) {
  const app = new App({ title: 'Shop', version: '1', delivery: { store: postgres({ url, poolSize: 2 }) } })
  return { app, ping: app.webhooks.post('ping') }
}

test('a tail tells what other processes send, and what a transaction commits after later messages', async () => {
  await using schema = await newSchema()
  const here = createApp(schema.url)
  const there = createApp(schema.url)
  const client = new Client({ connectionString: schema.url })
  await client.connect()
  const end = new AbortController()
  const tailed = tailMessages(here.app.delivery.line, { tenant: 'acme', eventTypes: [], signal: end.signal })
  expect((await tailed.next()).value).toEqual({ kind: 'begun' })
  const told: string[] = []
  const readOn = async () => {
    for await (const each of tailed) if (each.kind === 'message') told.push(each.message.id)
  }
  const ended = readOn()

  await client.query('begin')
  const early = await there.ping.send(undefined, { tenant: 'acme', transaction: client })
  const late = await there.ping.send(undefined, { tenant: 'acme' })
  await until('the later one was told', () => told.includes(late.messageId))
  expect(told).toEqual([late.messageId])
  await client.query('commit')
  await until('the earlier one was told', () => told.length > 1)
  expect(told).toEqual([late.messageId, early.messageId])

  end.abort()
  await ended
  await client.end()
  await Promise.all([here.app.close(), there.app.close()])
})
