import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { coerce, resolve } from '../../src/schema/coerce.ts'
import { jsonSchemaForms, UnrepresentableSchema } from '../../src/schema/json-schema.ts'
import type { JsonSchema, Schema } from '../../src/schema/schema.ts'

function formOf(schema: Schema): JsonSchema {
  const { input } = jsonSchemaForms(schema)
  if (input instanceof UnrepresentableSchema) throw new Error(input.reason)
  return input
}

function coerced(schema: Schema, ...texts: string[]): unknown {
  const form = formOf(schema)
  return coerce(texts, form, form)
}

describe('text for a number', () => {
  test.each([
    ['7', 7],
    ['-7', -7],
    ['+7', 7],
    ['0', 0],
    ['007', 7],
    ['1.50', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['2E-2', 0.02],
    [' 12 ', 12],
  ])('%j becomes %j', (text, number) => {
    expect(coerced(z.number(), text)).toBe(number)
    expect(coerced(z.int(), text)).toBe(number)
  })

  test.each([
    '',
    ' ',
    '0x10',
    '0b1',
    'NaN',
    'Infinity',
    '1,000',
    '1_000',
    '12abc',
    'e3',
    '.',
    '-',
    '1 2',
    'null',
    'true',
  ])('%j is left to validation, which refuses it', (text) => {
    expect(coerced(z.number(), text)).toBe(text)
    expect(coerced(z.int(), text)).toBe(text)
  })
})

describe('text for a boolean', () => {
  test.each(['true', 'True', 'TRUE', '1', 'on', 'yes', 't', 'Y'])('%j is true', (text) => {
    expect(coerced(z.boolean(), text)).toBe(true)
  })
  test.each(['false', 'False', '0', 'off', 'no', 'F', 'n'])('%j is false', (text) => {
    expect(coerced(z.boolean(), text)).toBe(false)
  })
  test.each(['', ' ', '2', 'tru', 'ja', 'null'])('%j is left to validation, which refuses it', (text) => {
    expect(coerced(z.boolean(), text)).toBe(text)
  })
})

describe('text for a text', () => {
  test.each(['', ' ', '7', 'true', 'null', 'a,b'])('%j stays what it is', (text) => {
    expect(coerced(z.string(), text)).toBe(text)
    expect(coerced(z.iso.date(), text)).toBe(text)
    expect(coerced(z.any(), text)).toBe(text)
  })

  test('is what a schema gets that makes something of it by itself', () => {
    expect(coerced(z.stringbool(), 'yes')).toBe('yes')
    expect(coerced(z.string().transform(Number), '7')).toBe('7')
  })

  test('is the last one, where one is asked for and several came', () => {
    expect(coerced(z.string(), 'a', 'b')).toBe('b')
    expect(coerced(z.int(), '1', '2')).toBe(2)
  })
})

describe('enums and literals', () => {
  test.each([
    [z.literal([1, 2, 3]), '2', 2],
    [z.enum({ Low: 1, High: 2 }), '1', 1],
    [z.enum(['1', '2']), '2', '2'],
    [z.literal(true), 'yes', true],
    [z.literal([1, 'a', true]), 'a', 'a'],
    [z.literal([1, 'a', true]), '1', 1],
    [z.literal('0'), '0', '0'],
    [z.literal(1), '2', '2'],
    [z.literal([1, 2]), 'two', 'two'],
    [z.enum(['']), '', ''],
  ])('%# take the value that is meant', (schema, text, value) => {
    expect(coerced(schema, text)).toBe(value)
  })
})

describe('repeated values', () => {
  test('fill an array, each item by itself', () => {
    expect(coerced(z.array(z.int()), '1', '2', 'x')).toEqual([1, 2, 'x'])
    expect(coerced(z.array(z.string()), 'a')).toEqual(['a'])
    expect(coerced(z.array(z.any()), '1', 'a')).toEqual(['1', 'a'])
  })

  test('are not split at commas', () => {
    expect(coerced(z.array(z.string()), 'a,b')).toEqual(['a,b'])
  })

  test('fill an array that may also be null, absent or have a default', () => {
    expect(coerced(z.array(z.int()).nullable(), '1')).toEqual([1])
    expect(coerced(z.array(z.int()).optional(), '1')).toEqual([1])
    expect(coerced(z.array(z.int()).default([]), '1', '2')).toEqual([1, 2])
  })

  test('fill an array rather than a text, where both are accepted', () => {
    const either = z.union([z.array(z.string()), z.string()])
    expect(coerced(either, 'a', 'b')).toEqual(['a', 'b'])
    expect(coerced(either, 'a')).toBe('a')
  })
})

describe('alternatives', () => {
  test('null is no text, so a nullable value is read as what it is otherwise', () => {
    expect(coerced(z.int().nullable(), '5')).toBe(5)
    expect(coerced(z.boolean().nullish(), 'no')).toBe(false)
    expect(coerced(z.string().nullable(), 'null')).toBe('null')
    expect(coerced(z.iso.date().nullable(), '2026-01-31')).toBe('2026-01-31')
  })

  test('are tried in the order of their declaration', () => {
    expect(coerced(z.union([z.number(), z.string()]), '5')).toBe(5)
    expect(coerced(z.union([z.string(), z.number()]), '5')).toBe('5')
    expect(coerced(z.union([z.number(), z.string()]), 'five')).toBe('five')
    expect(coerced(z.union([z.boolean(), z.int()]), '7')).toBe(7)
    expect(coerced(z.union([z.int(), z.boolean()]), 'true')).toBe(true)
    expect(coerced(z.union([z.int(), z.boolean()]), '1')).toBe(1)
  })

  test('a text that must look some way leaves the others their turn', () => {
    expect(coerced(z.union([z.iso.date(), z.number()]), '5')).toBe(5)
    expect(coerced(z.union([z.iso.date(), z.number()]), '2026-01-31')).toBe('2026-01-31')
  })

  test('a literal takes only its own value', () => {
    expect(coerced(z.union([z.literal(1), z.string()]), '5')).toBe('5')
    expect(coerced(z.union([z.literal(1), z.string()]), '1')).toBe(1)
    expect(coerced(z.union([z.literal('all'), z.int()]), '5')).toBe(5)
  })
})

describe('references', () => {
  const root = {
    $defs: {
      count: { type: 'integer' },
      'a/b c~': { type: 'boolean' },
      list: { type: 'array', items: { $ref: '#/$defs/count' } },
      chain: { $ref: '#/$defs/count' },
      loop: { $ref: '#/$defs/loop' },
    },
  }

  test.each([
    ['#/$defs/count', ['5'], 5],
    ['#/$defs/chain', ['5'], 5],
    ['#/$defs/list', ['5', '6'], [5, 6]],
    ['#/$defs/a~1b%20c~0', ['on'], true],
    ['#/$defs/missing', ['5'], '5'],
    ['#/$defs/loop', ['5'], '5'],
  ])('%s is followed', (ref, texts, value) => {
    expect(coerce(texts, { $ref: ref }, root)).toEqual(value)
  })

  test('to the whole lead to the whole', () => {
    expect(resolve({ $ref: '#' }, root)).toBe(root)
  })

  test('are followed in schemas that have an id', () => {
    const Page = z.int().meta({ id: 'CoercedPage' })
    expect(coerced(z.union([z.array(Page), z.null()]), '3', '4')).toEqual([3, 4])
  })
})
