import { describe, expect, test } from 'vitest'

import { camelCase, componentName, pascalCase, routePhrase, titleCase } from '../../src/openapi/names.ts'

describe('names made from names', () => {
  test.each([
    ['new-subscription', 'New Subscription', 'NewSubscription', 'newSubscription'],
    ['orders.lineAdded', 'Orders Line Added', 'OrdersLineAdded', 'ordersLineAdded'],
    ['user_deleted', 'User Deleted', 'UserDeleted', 'userDeleted'],
    ['invoice.PDFReady', 'Invoice PDF Ready', 'InvoicePdfReady', 'invoicePdfReady'],
    ['API', 'API', 'Api', 'api'],
    ['v2.order-10', 'V 2 Order 10', 'V2Order10', 'v2Order10'],
    ['größe.geändert', 'Größe Geändert', 'GrößeGeändert', 'größeGeändert'],
    ['注文', '注文', '注文', '注文'],
  ])('%s', (text, title, pascal, camel) => {
    expect(titleCase(text)).toBe(title)
    expect(pascalCase(text)).toBe(pascal)
    expect(camelCase(text)).toBe(camel)
  })

  test('for components are ASCII, since nothing else is allowed there', () => {
    expect(componentName('new-subscription')).toBe('NewSubscription')
    expect(componentName('Größe der Lieferung')).toBe('GrosseDerLieferung')
    expect(componentName('señal')).toBe('Senal')
    expect(componentName('注文')).toBe('')
  })

  test('stay where there is no letter or digit to make one from', () => {
    expect(camelCase('+')).toBe('+')
  })

  test.each([
    ['get', '/', 'get root'],
    ['get', '/users/', 'get users'],
    ['post', '/users/{userId}/posts', 'post users by userId posts'],
    ['delete', '/users/{user-id}', 'delete users by user-id'],
  ])('%s %s reads as a phrase', (method, path, phrase) => {
    expect(routePhrase(method, path)).toBe(phrase)
  })
})
