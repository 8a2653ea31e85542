import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { postgres } from '../../../src/postgres.ts'
import type { Store } from '../../../src/store/store.ts'
import { newSchema } from '../../support/postgres.ts'
import type { TestSchema } from '../../support/postgres.ts'
import { until } from '../../support/until.ts'
import { addEndpoint, message } from '../conformance/samples.ts'

let schema: TestSchema
const stores: Store[] = []

beforeEach(async () => {
  schema = await newSchema()
})
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await schema[Symbol.asyncDispose]()
})

async function opened(url = schema.url): Promise<Store> {
  const store = postgres(url)
  stores.push(store)
  await store.open()
  return store
}

/** Counts its wakes, from the first on: the one that says that it listens now. */
async function listening(store: Store) {
  const heard = { wakes: 0, stop: () => {} }
  heard.stop = store.subscribe(() => heard.wakes++)
  await until('it listens', () => heard.wakes === 1)
  return heard
}

/** Connections of a store at this URL can be told from all others. */
const named = () => `${schema.url}&application_name=${schema.name}`

const listeners = () =>
  schema.sql(
    `select pid from pg_stat_activity
     where application_name = current_schema() and query = 'listen hookwright'`,
  )

describe('subscribe', () => {
  test('wakes when another store on the same tables has stored something to deliver', async () => {
    const [here, there] = [await opened(), await opened()]
    const heard = await listening(here)
    await there.enqueue([message()])
    await addEndpoint(there)
    await there.enqueue([message()])
    await until('it is woken', () => heard.wakes > 1)
    // A message that nobody wants woke nobody.
    expect(heard.wakes).toBe(2)
  })

  test('hears nothing of another schema of the same database', async () => {
    await using other = await newSchema()
    const [here, there, elsewhere] = [await opened(), await opened(), await opened(other.url)]
    const heard = await listening(here)
    await addEndpoint(elsewhere)
    await elsewhere.enqueue([message()])
    await elsewhere.close()
    // What comes after it is heard, so that it would have been.
    await addEndpoint(there)
    await there.enqueue([message()])
    await until('it is woken', () => heard.wakes > 1)
    expect(heard.wakes).toBe(2)
  })

  test('has one connection for all who listen, and none once nobody does', async () => {
    const store = await opened(named())
    const stopSecond = store.subscribe(() => {})
    const heard = await listening(store)
    expect(await listeners()).toHaveLength(1)
    heard.stop()
    expect(await listeners()).toHaveLength(1)
    stopSecond()
    await until('it has gone', async () => (await listeners()).length === 0)
    await listening(store)
    expect(await listeners()).toHaveLength(1)
  })

  test('listens again after its connection was lost, and wakes for what it may have missed', async () => {
    const [here, there] = [await opened(named()), await opened()]
    await addEndpoint(there)
    const heard = await listening(here)
    for (const { pid } of await listeners()) await schema.sql('select pg_terminate_backend($1)', [pid])
    await until('it listens again', () => heard.wakes === 2)
    await there.enqueue([message()])
    await until('it is woken', () => heard.wakes === 3)
    expect(await here.nextDueAt()).toBeDefined()
  })

  test('wakes nobody any more after it was ended, or after the store was closed', async () => {
    const [here, there] = [await opened(), await opened()]
    await addEndpoint(there)
    const ended = await listening(here)
    const kept = { wakes: 0 }
    here.subscribe(() => kept.wakes++)
    ended.stop()
    await there.enqueue([message()])
    await until('the other is woken', () => kept.wakes === 1)
    expect(ended.wakes).toBe(1)
    await here.close()
    await there.enqueue([message()])
    expect(kept.wakes).toBe(1)
  })

  test('is harmless before the store is open', () => {
    expect(postgres(inject('databaseUrl')).subscribe(() => {})()).toBeUndefined()
  })
})
