import { describe, expect, test } from 'vitest'

import { nameInReference, senderName, typeName, TypeNames } from '../../src/codegen/names.ts'

test.each([
  ['account-holder-created', 'AccountHolderCreated'],
  ['order.line_added', 'OrderLineAdded'],
  ['SCIMUserMetadata', 'SCIMUserMetadata'],
  ['HTTPValidationError', 'HTTPValidationError'],
  ['Page_Order_', 'PageOrder'],
  ['/PAYOUT_EXPIRE', 'PayoutExpire'],
  ['REFUND', 'REFUND'],
  ['3ds-authentication', '_3dsAuthentication'],
  ['größe', 'Größe'],
  ['注文', '注文'],
  ['---', ''],
])('%s as a type is %s', (text, name) => {
  expect(typeName(text)).toBe(name)
})

test.each([
  ['Polar API', 'Polar'],
  ['Lithic Developer API', 'Lithic'],
  ['Clerk Webhook Events', 'Clerk'],
  ['FastAPI', 'FastAPI'],
  ['Scalar Galaxy', 'ScalarGalaxy'],
  ['Webhooks', ''],
])('the sender of %s is %s', (title, sender) => {
  expect(senderName(title)).toBe(sender)
})

test.each([
  ['#/components/schemas/Order', 'Order'],
  ['#/components/schemas/Order%20line', 'Order line'],
  ['#/components/schemas/Order/properties/line_items/items', 'Order line_items'],
  ['#/paths/~1orders~1{id}/post/requestBody/content/application~1json/schema', '/orders/{id}'],
  ['#money', 'money'],
])('what %s points to is named %s', (reference, name) => {
  expect(nameInReference(reference)).toBe(name)
})

describe('a name', () => {
  test('is the first wish that is free', () => {
    const names = new TypeNames(['Events'])
    expect(names.claim('order', 'order event')).toBe('Order')
    expect(names.claim('order', 'order event')).toBe('OrderEvent')
  })

  test('says what it is where all wishes are taken, and has a number only at the very end', () => {
    const names = new TypeNames(['Events'])
    expect(['Events', 'Events', 'Events', 'Events', 'Events'].map((wish) => names.claim(wish))).toEqual([
      'EventsSchema',
      'EventsPayload',
      'EventsData',
      'Events2',
      'Events3',
    ])
  })
})
