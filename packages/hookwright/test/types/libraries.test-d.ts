/** Not run: `tsc -b packages/hookwright/test` is the test. */
import { Type } from 'typebox'
import { expectTypeOf } from 'vitest'
import * as v from 'valibot'
import { z } from 'zod'

import {
  jsonSchema,
  type App,
  type GivenOf,
  type InputOf,
  type OutputOf,
  type SendOptions,
} from '../../src/index.ts'
import { libraries } from '../schema/libraries.ts'

declare const app: App
declare const options: SendOptions
const { zod, valibot, arktype, typebox, raw } = libraries

interface Thing {
  id: number
  kind: 'small' | 'large'
  name: string | null
  price?: number
  tags: string[]
}
type LooseThing = Omit<Thing, 'price'> & { price?: number | undefined }

// Every library types the same declaration alike.
expectTypeOf<OutputOf<typeof zod.Thing>>().branded.toEqualTypeOf<LooseThing>()
expectTypeOf<OutputOf<typeof valibot.Thing>>().branded.toEqualTypeOf<LooseThing>()
expectTypeOf<OutputOf<typeof arktype.Thing>>().toEqualTypeOf<Thing>()
expectTypeOf<OutputOf<typeof typebox.Thing>>().toEqualTypeOf<Thing>()
expectTypeOf<OutputOf<typeof raw.Thing>>().toEqualTypeOf<Thing>()
app.post('/x/{id}', { params: typebox.Params, query: raw.Query, body: typebox.Thing }, (context) => {
  expectTypeOf(context.params).toEqualTypeOf<{ id: number }>()
  expectTypeOf(context.query).toEqualTypeOf<{ limit: number; loud?: boolean; tag?: string[] }>()
  expectTypeOf(context.body).toEqualTypeOf<Thing>()
})

// JSON Schema needs no `as const` where it is declared.
app.post(
  '/y',
  {
    body: {
      type: 'object',
      properties: { at: { type: ['string', 'null'] }, n: { type: 'integer', default: 1 } },
      required: ['at'],
    },
    response: { type: 'array', items: { $ref: '#/$defs/Name' }, $defs: { Name: { type: 'string' } } },
  },
  ({ body }) => {
    expectTypeOf(body).toEqualTypeOf<{ at: string | null; n: number }>()
    return [String(body.n)]
  },
)
// @ts-expect-error -- a number where the response holds texts
app.get('/y', { response: { type: 'array', items: { type: 'string' } } }, () => [1])
const sent = app.webhooks.post('y', {
  body: { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
})
void sent.send({ a: '' }, options)
// @ts-expect-error -- no text
void sent.send({ a: 1 }, options)

// What JSON Schema says is what is typed, as far as TypeScript can say it.
type Typed<S> = OutputOf<S>
expectTypeOf<Typed<{ const: 'a' }>>().toEqualTypeOf<'a'>()
expectTypeOf<Typed<{ enum: ['a', 1, null] }>>().toEqualTypeOf<'a' | 1 | null>()
expectTypeOf<Typed<{ anyOf: [{ type: 'string' }, { type: 'null' }] }>>().toEqualTypeOf<string | null>()
expectTypeOf<Typed<{ type: 'array'; prefixItems: [{ type: 'string' }, { type: 'number' }] }>>().toEqualTypeOf<
  [string, number]
>()
expectTypeOf<Typed<{ type: 'object'; additionalProperties: { type: 'number' } }>>().toEqualTypeOf<{
  [name: string]: number
}>()
expectTypeOf<
  Typed<{
    allOf: [{ type: 'object'; properties: { a: true }; required: ['a'] }, { $ref: '#/$defs/B' }]
    $defs: { B: { type: 'object'; properties: { b: { type: 'boolean' } } } }
  }>
>().toEqualTypeOf<{ a: unknown; b?: boolean }>()
expectTypeOf<Typed<{ type: string; properties: object }>>().toEqualTypeOf<unknown>()
const Tree = Type.Cyclic(
  { Node: Type.Object({ value: Type.String(), next: Type.Optional(Type.Ref('Node')) }) },
  'Node',
)
declare const tree: OutputOf<typeof Tree>
expectTypeOf(tree.value).toEqualTypeOf<string>()
expectTypeOf(tree.next?.next?.value).toEqualTypeOf<string | undefined>()

// A type of one's own.
const Named = jsonSchema<Thing>({ type: 'object' })
expectTypeOf<InputOf<typeof Named>>().toEqualTypeOf<Thing>()
const Told = jsonSchema({ type: 'object', properties: { a: { type: 'string', default: '' } } })
expectTypeOf<InputOf<typeof Told>>().toEqualTypeOf<{ a?: string }>()
expectTypeOf<OutputOf<typeof Told>>().toEqualTypeOf<{ a: string }>()

// @ts-expect-error -- a Valibot schema that does not tell its JSON Schema
app.post('/z', { body: v.object({}) }, () => 1)
// @ts-expect-error -- no schema at all
app.post('/z', { body: { a: 1 } }, () => 1)
// @ts-expect-error -- no schema at all
app.post('/z', { body: 'string' }, () => 1)

// A codec is received decoded, and taken back so.
const Instant = z.codec(z.iso.datetime(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
})
const Visit = z.object({ at: Instant, note: z.string().default('') })
expectTypeOf<OutputOf<typeof Visit>>().toEqualTypeOf<{ at: Date; note: string }>()
expectTypeOf<GivenOf<typeof Visit>>().toEqualTypeOf<
  { at: string; note?: string | undefined } | { at: Date; note: string }
>()
app.post('/visits', { body: Visit, response: Visit }, ({ body }) => body)
const visited = app.webhooks.post('visited', { body: Visit })
void visited.send({ at: new Date(), note: '' }, options)
void visited.send({ at: '2026-01-31T12:00:00Z' }, options)
// @ts-expect-error -- neither a date nor text
void visited.send({ at: 7 }, options)
