import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { sqlite } from 'hookwright/sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openOffice, order, orderOfNobody, tables, type Office } from './office.ts'

const folder = mkdtempSync(join(tmpdir(), 'hookwright-recipes-'))
const path = join(folder, 'shop.db')
let office: Office

beforeAll(async () => {
  const database = new DatabaseSync(path)
  database.exec(tables)
  database.close()
  process.env['DATABASE_FILE'] = path
  office = await openOffice(sqlite(path))
})
afterAll(async () => {
  const { app } = await import('./shop-on-sqlite.ts')
  await app.close()
  await office[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

test('with node:sqlite, an order and its webhook are stored together or not at all', async () => {
  const { placeOrder } = await import('./node-sqlite.ts')
  await expect(placeOrder(orderOfNobody)).rejects.toThrow('FOREIGN KEY constraint failed')
  await placeOrder(order)
  await office.hasReceived(1)
  expect(office.received).toEqual([order])
  expect(await office.stored()).toEqual([order])
  const database = new DatabaseSync(path)
  expect(database.prepare('select id from orders').all()).toEqual([{ id: 'o1' }])
  database.close()
})
