import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import type { App } from '../../src/app.ts'
import { handWritten } from '../support/standard-schema.ts'
import { appOf, mistakesOf } from '../support/declare.ts'

const json = (schema: unknown) => ({ 'application/json': { schema } })
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })

function schemasOf(declare: (app: App) => void): Record<string, unknown> {
  const all = { ...appOf(declare).openapi().components?.['schemas'] }
  delete all['ValidationError']
  delete all['HTTPValidationError']
  return all
}

describe('the name of a component', () => {
  test("is the schema's id", () => {
    const Subscription = z.object({ username: z.string() }).meta({ id: 'NamedSubscription' })
    const app = appOf(({ webhooks }) => void webhooks.post('new-subscription', { body: Subscription }))
    const { webhooks, components } = app.openapi()
    expect(webhooks).toMatchObject({
      'new-subscription': {
        post: { requestBody: { required: true, content: json(ref('NamedSubscription')) } },
      },
    })
    expect(components).toEqual({
      schemas: {
        NamedSubscription: {
          type: 'object',
          properties: { username: { type: 'string' } },
          required: ['username'],
        },
      },
    })
  })

  test('is the title in PascalCase and ASCII, where there is no id', () => {
    const titled = (title: string) => z.object({ a: z.string() }).meta({ title })
    const schemas = schemasOf((app) => {
      app.webhooks.post('a', { body: titled('A new subscription') })
      app.post('/b', { body: titled('Größe') }, () => 1)
    })
    expect(Object.keys(schemas)).toEqual(['ANewSubscription', 'Grosse'])
    expect(schemas['ANewSubscription']).toHaveProperty('title', 'A new subscription')
  })

  test('is the event type in PascalCase, where the schema has neither', () => {
    expect(
      Object.keys(schemasOf((app) => void app.webhooks.post('new-subscription', { body: z.object({}) }))),
    ).toEqual(['NewSubscription'])
  })

  test('comes with the namespace', () => {
    const schemas = schemasOf((app) => {
      app.webhooks.include(
        appOf((inner) => void inner.webhooks.post('paid', { body: z.object({}) })).webhooks,
        {
          namespace: 'billing.',
        },
      )
    })
    expect(Object.keys(schemas)).toEqual(['BillingPaid'])
  })

  test('is none for what has no name in a route: it stands inline', () => {
    const app = appOf((it) => it.post('/a', { body: z.object({ a: z.string() }) }, () => 1))
    expect(app.openapi().paths).toMatchObject({
      '/a': {
        post: {
          requestBody: {
            content: json({ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }),
          },
        },
      },
    })
  })

  test('is one each for two events that share a schema without a name', () => {
    const shared = z.object({ item: z.object({ sku: z.string() }).meta({ id: 'SharedItem' }) })
    const schemas = schemasOf((app) => {
      app.webhooks.post('added', { body: shared })
      app.webhooks.post('removed', { body: shared })
    })
    expect(Object.keys(schemas)).toEqual(['Added', 'Removed', 'SharedItem'])
    expect(schemas['Added']).toEqual(schemas['Removed'])
  })

  test('is one for all the places of a named schema', () => {
    const Item = z.object({ sku: z.string() }).meta({ id: 'EverywhereItem' })
    const app = appOf((it) => {
      it.post('/items', { body: Item, response: z.array(Item) }, () => [])
      it.webhooks.post('a', { body: Item, response: Item })
      it.webhooks.post('b', { body: z.object({ item: Item }) })
    })
    const { paths, webhooks, components } = app.openapi()
    expect(Object.keys(components?.['schemas'] ?? {})).toEqual([
      'B',
      'EverywhereItem',
      'HTTPValidationError',
      'ValidationError',
    ])
    expect(paths).toMatchObject({
      '/items': {
        post: { responses: { 200: { content: json({ type: 'array', items: ref('EverywhereItem') }) } } },
      },
    })
    expect(webhooks).toMatchObject({ a: { post: { requestBody: { content: json(ref('EverywhereItem')) } } } })
  })
})

describe('definitions inside a schema', () => {
  test('become components, however deep', () => {
    const Inner = z.object({ x: z.int() }).meta({ id: 'HoistedInner' })
    const Middle = z.object({ inner: Inner }).meta({ id: 'HoistedMiddle' })
    const app = appOf((it) => void it.webhooks.post('a', { body: z.object({ list: z.array(Middle) }) }))
    expect(app.openapi().components?.['schemas']).toEqual({
      A: {
        type: 'object',
        properties: { list: { type: 'array', items: ref('HoistedMiddle') } },
        required: ['list'],
      },
      HoistedInner: { type: 'object', properties: { x: { type: 'integer' } }, required: ['x'] },
      HoistedMiddle: { type: 'object', properties: { inner: ref('HoistedInner') }, required: ['inner'] },
    })
    expect(JSON.stringify(app.openapi())).not.toContain('$defs')
  })

  test('are shown only where something refers to them', () => {
    const Hidden = z.object({ x: z.int() }).meta({ id: 'HiddenOnly' })
    expect(schemasOf((app) => app.post('/x', { body: Hidden, includeInSchema: false }, () => 1))).toEqual({})
  })

  test('keep what is said beside a reference', () => {
    const Named = z.object({ x: z.int() }).meta({ id: 'BesideNamed' })
    const schemas = schemasOf(
      (app) => void app.webhooks.post('a', { body: z.object({ n: Named.describe('The first') }) }),
    )
    expect(schemas['A']).toHaveProperty('properties.n', { description: 'The first', ...ref('BesideNamed') })
  })

  test('do not change examples that look like references', () => {
    const example = { $ref: '#/$defs/Nothing' }
    const schemas = schemasOf(
      (app) => void app.webhooks.post('a', { body: z.looseObject({}).meta({ examples: [example] }) }),
    )
    expect(schemas['A']).toHaveProperty('examples', [example])
  })
})

describe('a schema that refers to itself', () => {
  const Tree = z.object({
    value: z.string(),
    get children() {
      return z.array(Tree)
    },
  })

  test('refers to its component, named by the event', () => {
    const schemas = schemasOf((app) => void app.webhooks.post('tree.grown', { body: Tree }))
    expect(schemas).toMatchObject({ TreeGrown: { properties: { children: { items: ref('TreeGrown') } } } })
  })

  test('gets a component by method and path in a route, since it cannot stand inline', () => {
    const app = appOf((it) => {
      it.post(
        '/trees/{id}',
        { body: Tree, responses: { 409: { description: 'Is there', schema: z.json() } } },
        () => 1,
      )
    })
    const { paths, components } = app.openapi()
    expect(paths).toMatchObject({
      '/trees/{id}': { post: { requestBody: { content: json(ref('PostTreesByIdBody')) } } },
    })
    expect(components?.['schemas']).toMatchObject({
      PostTreesByIdBody: { properties: { children: { items: ref('PostTreesByIdBody') } } },
      PostTreesById409Response: {
        anyOf: expect.arrayContaining([{ type: 'array', items: ref('PostTreesById409Response') }]),
      },
    })
  })

  test('and lies inside another is named after that', () => {
    const schemas = schemasOf((app) => {
      app.webhooks.post('forest', { body: z.object({ tree: Tree }) })
      app.post('/forests', { body: z.object({ tree: Tree }) }, () => 1)
    })
    expect(Object.keys(schemas)).toEqual(['Forest', 'ForestSchema0', 'PostForestsBodySchema0'])
    expect(schemas['Forest']).toHaveProperty('properties.tree', ref('ForestSchema0'))
    expect(schemas['ForestSchema0']).toHaveProperty('properties.children.items', ref('ForestSchema0'))
  })

  test('through a named one finds its way back', () => {
    const Parent = z.object({
      get child() {
        return Child
      },
    })
    const Child = z
      .object({
        get parent() {
          return Parent.optional()
        },
      })
      .meta({ id: 'RoundaboutChild' })
    const schemas = schemasOf((app) => app.post('/parents', { body: Parent }, () => 1))
    expect(schemas).toMatchObject({
      PostParentsBody: { properties: { child: ref('RoundaboutChild') } },
      RoundaboutChild: { properties: { parent: ref('PostParentsBody') } },
    })
  })

  test('by its id does as any other', () => {
    const Node = z
      .object({
        get next() {
          return Node.nullable()
        },
      })
      .meta({ id: 'SelfNode' })
    const schemas = schemasOf((app) => void app.webhooks.post('a', { body: Node }))
    expect(schemas).toMatchObject({
      SelfNode: { properties: { next: { anyOf: [ref('SelfNode'), { type: 'null' }] } } },
    })
  })
})

describe('the two forms of a schema', () => {
  test('are each shown where it is meant, also of a schema without a name that is accepted before it is answered with', () => {
    const Page = z.object({ limit: z.int().default(10) })
    const { paths } = appOf((app) => {
      app.get('/items', { query: Page }, () => 1)
      app.get('/page', { response: Page }, () => ({ limit: 1 }))
    }).openapi()
    const limit = { type: 'integer', default: 10 }
    expect(paths).toMatchObject({
      '/items': { get: { parameters: [{ name: 'limit', required: false, schema: limit }] } },
      '/page': {
        get: {
          responses: {
            200: { content: json({ type: 'object', properties: { limit }, required: ['limit'] }) },
          },
        },
      },
    })
  })

  const Page = z.object({ limit: z.int().default(50) }).meta({ id: 'SplitPage' })
  const Holder = z.object({ page: Page }).meta({ id: 'SplitHolder' })
  const Plain = z.object({ a: z.string() }).meta({ id: 'SplitPlain' })

  test('share one component where only one of them is shown', () => {
    const input = schemasOf((app) => app.post('/a', { body: Page }, () => 1))
    expect(input).toEqual({
      SplitPage: { type: 'object', properties: { limit: { type: 'integer', default: 50 } } },
    })
    const output = schemasOf((app) => void app.webhooks.post('a', { body: Page }))
    expect(output).toMatchObject({ SplitPage: { required: ['limit'] } })
  })

  test('are two components where both are shown and differ, and the input is named so', () => {
    const app = appOf((it) => it.post('/a', { body: Page, response: Page }, () => ({})))
    const { paths, components } = app.openapi()
    expect(components?.['schemas']).toMatchObject({ SplitPage: { required: ['limit'] }, SplitPageInput: {} })
    expect(components?.['schemas']).not.toHaveProperty('SplitPageInput.required')
    expect(paths).toMatchObject({
      '/a': {
        post: {
          requestBody: { content: json(ref('SplitPageInput')) },
          responses: { 200: { content: json(ref('SplitPage')) } },
        },
      },
    })
  })

  test('are two components for what refers to a split one, and one for what does not', () => {
    const both = z.object({ holder: Holder, plain: Plain }).meta({ id: 'SplitBoth' })
    const schemas = schemasOf((app) =>
      app.post('/a', { body: both, response: both }, () => Response.json({})),
    )
    expect(Object.keys(schemas)).toEqual([
      'SplitBoth',
      'SplitBothInput',
      'SplitHolder',
      'SplitHolderInput',
      'SplitPage',
      'SplitPageInput',
      'SplitPlain',
    ])
    expect(schemas['SplitBothInput']).toHaveProperty('properties', {
      holder: ref('SplitHolderInput'),
      plain: ref('SplitPlain'),
    })
    expect(schemas['SplitBoth']).toHaveProperty('properties', {
      holder: ref('SplitHolder'),
      plain: ref('SplitPlain'),
    })
  })

  test('follow the direction: what a webhook sends is output, what it is answered is input', () => {
    const app = appOf((it) => void it.webhooks.post('a', { body: Page, response: Page }))
    expect(app.openapi().webhooks).toMatchObject({
      a: {
        post: {
          requestBody: { content: json(ref('SplitPage')) },
          responses: { '2XX': { content: json(ref('SplitPageInput')) } },
        },
      },
    })
  })

  test('share a component where the other direction has no JSON Schema and is not shown', () => {
    const oneWay = z.object({ n: z.string().transform(Number) }).meta({ id: 'SplitOneWay' })
    expect(Object.keys(schemasOf((app) => app.post('/a', { body: oneWay }, () => 1)))).toEqual([
      'SplitOneWay',
    ])
  })
})

describe('mistakes with components', () => {
  const One = z.object({ a: z.string() })
  const Other = z.object({ b: z.string() })
  const cure = 'Give one of the two schemas another id (Zod: .meta({ id: … })).'

  test('two schemas of one id are told with both places', () => {
    const mistakes = mistakesOf((app) => {
      app.post('/a', { body: One.meta({ id: 'TakenName' }) }, () => 1)
      app.webhooks.post('b', { body: z.object({ deep: Other.meta({ title: 'Taken name' }) }) })
      app.webhooks.post('c', { body: Other.meta({ title: 'Taken name' }) })
    })
    expect(mistakes).toEqual([
      `the body of webhook "c": the component name "TakenName" is taken by a different schema, in the body of POST /a. ${cure}`,
    ])
  })

  test('an event type that makes the name of another schema', () => {
    const mistakes = mistakesOf((app) => {
      app.get('/a', { response: One.meta({ id: 'OrderPaid' }) }, () => ({ a: '' }))
      app.webhooks.post('order.paid', { body: Other })
    })
    expect(mistakes).toEqual([
      `the body of webhook "order.paid": the component name "OrderPaid" is taken by a different schema, in a response of GET /a. ${cure}`,
    ])
  })

  test('equal schemas of one name are none', () => {
    expect(
      mistakesOf((app) => {
        app.post('/a', { body: One.meta({ title: 'Equal name' }) }, () => 1)
        app.post('/b', { body: z.object({ a: z.string() }).meta({ title: 'Equal name' }) }, () => 1)
      }),
    ).toEqual([])
  })

  test('an id that the input form of another would take', () => {
    const mistakes = mistakesOf((app) => {
      const Split = z.object({ a: z.string().default('') }).meta({ id: 'ClashPage' })
      app.post('/a', { body: Split, response: Split }, () => ({}))
      app.get('/b', { response: One.meta({ id: 'ClashPageInput' }) }, () => ({ a: '' }))
    })
    expect(mistakes).toEqual([
      'the body of POST /a: the input form of "ClashPage" would be named "ClashPageInput", and a schema with that id exists. Give that other schema another id.',
    ])
  })

  test('an id that no component may have', () => {
    const mistakes = mistakesOf(
      (app) => void app.webhooks.post('a', { body: One.meta({ id: 'my schema/1' }) }),
    )
    expect(mistakes).toEqual([
      'the body of webhook "a": "my schema/1" cannot name a component. Use letters, digits, dots, hyphens and underscores only in the id of its schema.',
    ])
  })

  test('the name of our own error', () => {
    const mistakes = mistakesOf((app) =>
      app.post('/a', { body: One.meta({ id: 'ValidationError' }) }, () => 1),
    )
    expect(mistakes).toEqual([
      'the body of POST /a: the component name "ValidationError" is taken by Hookwright, for the shape of errors. Give its schema another id (Zod: .meta({ id: … })).',
    ])
  })

  test('a schema that JSON Schema cannot describe, with the reason and the cure', () => {
    const mistakes = mistakesOf((app) => {
      app.webhooks.post('a', { body: z.object({ at: z.bigint() }) })
      app.post('/b', { body: z.object({ at: z.date() }) }, () => 1)
      app.get('/c', { response: z.string().transform(Number) }, () => '1')
    })
    const change =
      'Change it to what JSON can carry and JSON Schema can describe: for a date that is received, text (Zod: z.iso.datetime(), z.coerce.date(), or a codec from one to the other); for a transform, a pipe into the resulting schema.'
    expect(mistakes).toEqual([
      `the body of POST /b: its schema has no JSON Schema for its input: Date cannot be represented in JSON Schema (at properties.at). ${change}`,
      `a response of GET /c: its schema has no JSON Schema for its output: Transforms cannot be represented in JSON Schema. ${change}`,
      `the body of webhook "a": its schema has no JSON Schema for its output: BigInt cannot be represented in JSON Schema (at properties.at). ${change}`,
    ])
  })

  test('the direction that is not shown may have no JSON Schema', () => {
    expect(
      mistakesOf((app) => app.post('/a', { body: z.object({ n: z.string().transform(Number) }) }, () => 1)),
    ).toEqual([])
  })

  test('a reference that would lead nowhere', () => {
    const lost = handWritten({
      validate: (value) => ({ value }),
      input: () => ({
        type: 'object',
        properties: { a: { $ref: '#/properties/b' }, b: { $ref: 'https://example.com/b' } },
      }),
    })
    const mistakes = mistakesOf((app) => app.post('/a', { body: lost }, () => 1))
    expect(mistakes).toEqual([
      'the body of POST /a: its JSON Schema refers to "#/properties/b", which would lead nowhere in the document. Refer to its own $defs only.',
      'the body of POST /a: its JSON Schema refers to "https://example.com/b", which would lead nowhere in the document. Refer to its own $defs only.',
    ])
  })
})
