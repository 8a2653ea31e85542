import { describe, expect, test } from 'vitest'

import { filtersOf, refusalOfFilters, wants } from '../../src/endpoints/event-filter.ts'

describe('the filters that let an event type through', () => {
  test.each([
    ['ping', ['ping', '*']],
    ['new-subscription', ['new-subscription', '*']],
    ['orders.paid', ['orders.paid', 'orders.*', '*']],
    ['orders.item.created', ['orders.item.created', 'orders.item.*', 'orders.*', '*']],
    ['a..b.', ['a..b.', 'a..b.*', 'a..*', 'a.*', '*']],
    ['.a', ['.a', '*']],
  ])('of %s are %j', (eventType, filters) => {
    expect(filtersOf(eventType)).toEqual(filters)
  })
})

describe('an endpoint', () => {
  test.each([
    [[], 'ping', true],
    [['ping'], 'ping', true],
    [['ping'], 'pin', false],
    [['orders.*'], 'orders.item.created', true],
    [['orders.*'], 'orders', false],
    [['a', 'orders.item.*'], 'orders.paid', false],
  ])('with filters %j wants %s: %s', (filters, eventType, wanted) => {
    expect(wants(filters, eventType)).toBe(wanted)
  })
})

describe('filters for an endpoint', () => {
  const known = ['orders.paid', 'orders.item.created', 'ping']

  test('may be names and prefixes of known event types, or none at all', () => {
    expect(refusalOfFilters(['ping', 'orders.*', 'orders.item.*'], known)).toBeNull()
    expect(refusalOfFilters([], [])).toBeNull()
  })

  test('are refused where no known event type matches, with those that are known', () => {
    expect(refusalOfFilters(['ping', 'ping.*', 'order.*', ''], known)).toBe(
      'No webhook is declared for "ping.*", "order.*", "". The event types are: orders.paid, orders.item.created, ping.',
    )
    expect(refusalOfFilters(['x.*'], [])).toBe(
      'No webhook is declared for "x.*". The event types are: (none).',
    )
  })

  test('may not be "*", since an empty list says that', () => {
    expect(refusalOfFilters(['ping', '*'], known)).toMatch(
      /^For every event type, leave the list empty: \[\]\./,
    )
  })

  test.each(['orders*', '*.created', 'orders.*.created', 'orders.**', '.*', 'orders.*.*'])(
    'may not be %s, with "*" elsewhere than at the end',
    (filter) => {
      expect(refusalOfFilters(['ping', filter], known)).toMatch(
        `${JSON.stringify(filter)} cannot be a filter: "*" stands only at the end, after a dot`,
      )
    },
  )
})
