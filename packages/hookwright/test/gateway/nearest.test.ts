import { expect, test } from 'vitest'

import { nearestNames } from '../../src/gateway/nearest.ts'

const names = ['order.created', 'order.updated', 'customer.created', '/AUTHORISATION', 'refund']

test.each([
  ['order.creatd', ['order.created']],
  ['OrderCreated', ['order.created']],
  ['authorisation', ['/AUTHORISATION']],
  ['order_created', ['order.created', 'order.updated']],
  ['payout.failed', []],
])('%s may mean %j', (given, meant) => {
  expect(nearestNames(given, names).slice(0, meant.length)).toEqual(meant)
  if (meant.length === 0) expect(nearestNames(given, names)).toEqual([])
})
