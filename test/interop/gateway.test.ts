import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'

import { GatewayApp } from '../../packages/hookwright/src/gateway/app.ts'
import { sqlite } from '../../packages/hookwright/src/sqlite.ts'
import { absent, documentNames, readDocument } from '../documents/documents.ts'

if (absent) console.warn(`Skipped: ${absent}`)

describe.skipIf(absent)('what a gateway documents, of itself and of somebody’s webhooks', () => {
  it.each([...documentNames])(
    'is valid OpenAPI 3.1, and refers to nothing that is not there: %s',
    async (name) => {
      const made = new GatewayApp({
        delivery: { store: sqlite(':memory:') },
        apiKeys: [],
        operatorKeys: [],
        bodyLimitBytes: 1_000,
        whyNotReady: async () => null,
        logger: { info: () => {}, warn: () => {} },
      })
      made.offer(made.catalogueOf(readDocument(name)))
      const text = JSON.stringify(made.app.openapi())
      expect(await new Validator().validate(JSON.parse(text))).toEqual({ valid: true })
      const known = new Set(Object.keys(made.app.openapi().components?.['schemas'] ?? {}))
      const meant = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
        ([, one = '']) => one,
      )
      expect(meant.filter((one) => !known.has(one))).toEqual([])
    },
  )
})
