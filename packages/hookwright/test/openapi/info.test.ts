import { expect, test } from 'vitest'

import { App } from '../../src/app.ts'

test('what an App says of itself is in the document, `x-` properties at every level', () => {
  const app = new App({
    title: 'Shop',
    version: '1',
    description: 'A shop',
    termsOfService: 'https://shop.example/terms',
    contact: { name: 'Team', 'x-phone': '1' },
    license: { name: 'MIT', identifier: 'MIT', 'x-since': 2020 },
    servers: [
      {
        url: 'https://{region}.shop.example',
        description: 'By region',
        variables: { region: { default: 'eu', enum: ['eu', 'us'], description: 'Where', 'x-a': 1 } },
        'x-internal': false,
      },
    ],
    tags: [
      {
        name: 'Orders',
        description: 'What was bought',
        externalDocs: { url: 'https://shop.example/orders', description: 'More' },
        'x-displayName': 'All orders',
      },
    ],
    externalDocs: { url: 'https://shop.example/docs' },
    extra: { 'x-tagGroups': [{ name: 'Shop', tags: ['Orders'] }] },
    infoExtra: { 'x-logo': { url: '/logo.png' } },
  })
  expect(app.openapi()).toEqual({
    openapi: '3.1.0',
    info: {
      title: 'Shop',
      version: '1',
      description: 'A shop',
      termsOfService: 'https://shop.example/terms',
      contact: { name: 'Team', 'x-phone': '1' },
      license: { name: 'MIT', identifier: 'MIT', 'x-since': 2020 },
      'x-logo': { url: '/logo.png' },
    },
    servers: [
      {
        url: 'https://{region}.shop.example',
        description: 'By region',
        variables: { region: { default: 'eu', enum: ['eu', 'us'], description: 'Where', 'x-a': 1 } },
        'x-internal': false,
      },
    ],
    tags: [
      {
        name: 'Orders',
        description: 'What was bought',
        externalDocs: { url: 'https://shop.example/orders', description: 'More' },
        'x-displayName': 'All orders',
      },
    ],
    externalDocs: { url: 'https://shop.example/docs' },
    paths: {},
    'x-tagGroups': [{ name: 'Shop', tags: ['Orders'] }],
  })
})

test('an operation may have external docs and servers of its own, routes and webhooks alike', () => {
  const said = {
    externalDocs: { url: 'https://shop.example/x', 'x-a': 1 },
    servers: [{ url: 'https://upload.shop.example' }],
  }
  const app = new App({ title: 'Shop', version: '1' })
  app.get('/x', said, () => 1)
  app.webhooks.post('x', { ...said, operationId: 'y' })
  expect(app.openapi().paths?.['/x']).toMatchObject({ get: said })
  expect(app.openapi().webhooks?.['x']).toMatchObject({ post: said })
})
