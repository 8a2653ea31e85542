import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { App, type OpenApiVersion } from 'hookwright'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'

/** With what 3.1 and 3.2 have in common, and what only 3.2 has. */
function createApp(openapi: OpenApiVersion): App {
  const app = new App({
    title: 'Shop',
    version: '1.0.0',
    openapi,
    self: 'https://shop.example/openapi.json',
    license: { name: 'MIT', identifier: 'MIT' },
    servers: [{ url: 'https://shop.example', name: 'production' }],
    tags: [
      { name: 'shop', summary: 'The shop', description: 'Everything.', kind: 'nav' },
      { name: 'books', description: 'On paper.', parent: 'shop', kind: 'nav' },
    ],
  })
  const Book = z.object({ title: z.string() }).meta({ id: 'Book' })
  const found = { tags: ['books'], response: z.array(Book), responses: { 404: { description: 'None.' } } }
  app.get('/books', { ...found, query: z.object({ text: z.string() }) }, () => [])
  app.query(
    '/books/search',
    { ...found, body: z.object({ text: z.string() }), includeInSchema: openapi === '3.2.0' },
    () => [],
  )
  app.webhooks.post('book.added', {
    body: Book,
    tags: ['books'],
    responses: { '4XX': { description: 'No.' } },
  })
  return app
}

describe.each<OpenApiVersion>(['3.1.0', '3.2.0'])('a document of OpenAPI %s', (version) => {
  const document = createApp(version).openapi()

  it('is valid to @seriousme/openapi-schema-validator', async () => {
    const validator = new Validator()
    expect(await validator.validate(JSON.parse(JSON.stringify(document)))).toEqual({ valid: true })
    expect(validator.version).toBe(version.slice(0, 3))
  })

  it('gives Redocly nothing to find', async () => {
    const problems = await lintFromString({
      source: JSON.stringify(document),
      absoluteRef: 'openapi.json',
      config: await createConfig({ extends: ['recommended-strict', 'spec'] }),
    })
    const findings = problems.map(
      ({ ruleId, message, location: [at] }) => `${ruleId} ${message} ${at?.pointer}`,
    )
    expect(findings).toEqual([])
  })
})
