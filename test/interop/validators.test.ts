import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, it } from 'vitest'

import { documentNames, readDocument, type DocumentName } from './documents.ts'

/** What only the author of an API can settle, and FastAPI's pages, whose paths these keep, do not. */
const trailingSlash = (name: string) => `no-path-trailing-slash #/paths/~1${name}~1`
const pathOfThePage = [trailingSlash('users'), 'operation-4xx-response #/paths/~1users~1/get/responses']

const expectedFindings: Record<DocumentName, readonly string[]> = {
  seed: ['info-license #/info', ...pathOfThePage],
  bookshop: [],
  subscriptions: pathOfThePage,
  callback: [trailingSlash('invoices')],
  'bigger-application': ['admin', 'items', 'users'].map(trailingSlash),
  'response-model': ['items', 'keyword-weights', 'user'].map(trailingSlash),
}

describe.each(documentNames)('the document of %s', (name) => {
  it('is valid OpenAPI 3.1 to @seriousme/openapi-schema-validator', async () => {
    const validator = new Validator()
    expect(await validator.validate(JSON.parse(await readDocument(name)))).toEqual({ valid: true })
    expect(validator.version).toBe('3.1')
  })

  it.each(['spec', 'minimal'] as const)('gives Redocly no error to find by %s', async (ruleset) => {
    const problems = await lintFromString({
      source: await readDocument(name),
      absoluteRef: `${name}.openapi.json`,
      config: await createConfig({ extends: [ruleset] }),
    })
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it.each(['recommended', 'recommended-strict'] as const)(
    'gives Redocly nothing to find by %s but what its author left',
    async (ruleset) => {
      const problems = await lintFromString({
        source: await readDocument(name),
        absoluteRef: `${name}.openapi.json`,
        config: await createConfig({ extends: [ruleset] }),
      })
      const findings = problems.map(({ ruleId, location: [at] }) => `${ruleId} ${at?.pointer}`)
      expect(findings.toSorted()).toEqual(expectedFindings[name])
    },
  )
})

it('Redocly does find what is wrong in a webhook', async () => {
  const document: unknown = JSON.parse(await readDocument('bookshop'))
  const broken = JSON.stringify(document).replaceAll(
    '"#/components/schemas/Shipment"',
    '"#/components/schemas/Lost"',
  )
  const problems = await lintFromString({
    source: broken,
    absoluteRef: 'broken.json',
    config: await createConfig({ extends: ['recommended'] }),
  })
  expect(problems.map(({ ruleId }) => ruleId)).toContain('no-unresolved-refs')
})
