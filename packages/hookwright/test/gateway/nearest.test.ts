import { expect, test } from 'vitest'

import { nearestNames } from '../../src/gateway/nearest.ts'

const names = ['order.created', 'order.updated', 'customer.created', '/AUTHORISATION', 'refund']

test.each([
  ['order.creatd', ['order.created']],
  ['OrderCreated', ['order.created', 'order.updated']],
  ['authorisation', ['/AUTHORISATION']],
  ['payout.failed', []],
])('%s may mean %j', (given, meant) => {
  expect(nearestNames(given, names)).toEqual(meant)
})
