import { toStandardJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import { Type } from 'typebox'
import * as v from 'valibot'
import { z } from 'zod'

/** The same four schemas in the words of each library. */

const ZodThing = z
  .object({
    id: z.int().min(1),
    kind: z.enum(['small', 'large']),
    name: z.string().min(1).nullable(),
    price: z.number().optional(),
    tags: z.array(z.string()),
  })
  .meta({ id: 'Thing' })

const zod = {
  Params: z.object({ id: z.int().min(1) }),
  Query: z.object({
    limit: z.int().default(10),
    loud: z.boolean().optional(),
    tag: z.array(z.string()).optional(),
  }),
  Thing: ZodThing,
}

const VThing = v.pipe(
  v.object({
    id: v.pipe(v.number(), v.integer(), v.minValue(1)),
    kind: v.picklist(['small', 'large']),
    name: v.nullable(v.pipe(v.string(), v.minLength(1))),
    price: v.optional(v.number()),
    tags: v.array(v.string()),
  }),
  v.title('Thing'),
)

const valibot = {
  Params: toStandardJsonSchema(v.object({ id: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
  Query: toStandardJsonSchema(
    v.object({
      limit: v.optional(v.pipe(v.number(), v.integer()), 10),
      loud: v.optional(v.boolean()),
      tag: v.optional(v.array(v.string())),
    }),
  ),
  Thing: toStandardJsonSchema(VThing),
}

const arktype = {
  Params: type({ id: 'number.integer >= 1' }),
  Query: type({ limit: 'number.integer = 10', 'loud?': 'boolean', 'tag?': 'string[]' }),
  Thing: type({
    id: 'number.integer >= 1',
    kind: "'small' | 'large'",
    name: 'string >= 1 | null',
    'price?': 'number',
    tags: 'string[]',
  }).configure({ title: 'Thing' }),
}

const typebox = {
  Params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
  Query: Type.Object({
    limit: Type.Optional(Type.Integer({ default: 10 })),
    loud: Type.Optional(Type.Boolean()),
    tag: Type.Optional(Type.Array(Type.String())),
  }),
  Thing: Type.Object(
    {
      id: Type.Integer({ minimum: 1 }),
      kind: Type.Union([Type.Literal('small'), Type.Literal('large')]),
      name: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
      price: Type.Optional(Type.Number()),
      tags: Type.Array(Type.String()),
    },
    { $id: 'Thing' },
  ),
}

const raw = {
  Params: { type: 'object', properties: { id: { type: 'integer', minimum: 1 } }, required: ['id'] },
  Query: {
    type: 'object',
    properties: {
      limit: { type: 'integer', default: 10 },
      loud: { type: 'boolean' },
      tag: { type: 'array', items: { type: 'string' } },
    },
  },
  Thing: {
    $id: 'https://example.com/schemas/Thing.schema.json',
    type: 'object',
    properties: {
      id: { type: 'integer', minimum: 1 },
      kind: { enum: ['small', 'large'] },
      name: { anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] },
      price: { type: 'number' },
      tags: { type: 'array', items: { type: 'string' } },
    },
    required: ['id', 'kind', 'name', 'tags'],
  },
} as const

export const libraries = { zod, valibot, arktype, typebox, raw }
