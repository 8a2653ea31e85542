import { expect, it } from 'vitest'

import { groupsOf } from '../../src/endpoints/groups.ts'

const type = (name: string) => ({ name, summary: '', description: null, deprecated: false })

it('event types below one prefix are a group that can be chosen whole; others stand alone', () => {
  const groups = groupsOf(['orders.created', 'ping', 'orders.item.added', 'users.left'].map(type))
  expect(groups.map(({ filter, types }) => [filter, ...types.map(({ name }) => name)])).toEqual([
    ['orders.*', 'orders.created', 'orders.item.added'],
    [null, 'ping'],
    [null, 'users.left'],
  ])
})

it('a name that is a prefix itself is in no group that its filter would leave out', () => {
  expect(groupsOf(['orders', 'orders.created'].map(type)).map(({ filter }) => filter)).toEqual([null])
})
