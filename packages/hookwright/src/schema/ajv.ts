import type { StandardSchemaV1 } from '@standard-schema/spec'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'

import { HookwrightError } from '../errors.ts'
import type { JsonSchema } from './schema.ts'

/** An issue of Standard Schema with the keyword that found it. */
export interface Issue extends StandardSchemaV1.Issue {
  code: string
}

// Unknown keywords and formats are annotations. Prices are multiples of 0.01, which binary fractions are not.
const options = { strict: false, logger: false, multipleOfPrecision: 9, formats: fullFormats } as const
const firstOnly = new Ajv2020(options)
const allOfThem = new Ajv2020({ ...options, allErrors: true })

/**
 * Compiles a schema into a function that lists what is wrong with a value.
 *
 * @throws HookwrightError `bad_schema` where the runtime allows no code made from text.
 */
export function compileJsonSchema(schema: JsonSchema): (value: unknown) => Issue[] {
  const first = compile(firstOnly, schema)
  let all: ValidateFunction | undefined
  return (value) => toIssues(errorsIn(value, first, () => (all ??= compile(allOfThem, schema))))
}

function compile(ajv: Ajv2020, schema: JsonSchema): ValidateFunction {
  try {
    return ajv.compile(schema)
  } catch (error) {
    if (!(error instanceof EvalError)) throw error
    throw new HookwrightError(
      'bad_schema',
      'This runtime allows no code made from text (new Function), and raw JSON Schema, TypeBox included, is validated by ' +
        'such code. Declare the schema with a library that needs none: Zod or Valibot.',
      { cause: error },
    )
  }
}

/**
 * What is wrong with a value; where it holds very many values only the first. To find all, Ajv takes a time that grows
 * with the square of their number: minutes for a list of 200,000 wrong items.
 *
 * @param first Ends with the first error.
 * @param all Goes on.
 */
export function errorsIn(
  value: unknown,
  first: ValidateFunction,
  all: () => ValidateFunction,
): readonly ErrorObject[] {
  if (first(value)) return []
  const told = first.errors ?? []
  if (holdsMoreThan(mostValues, value)) return told
  const thorough = all()
  return thorough(value) ? told : (thorough.errors ?? [])
}

const mostValues = 2_000

function holdsMoreThan(most: number, value: unknown): boolean {
  const waiting: unknown[] = [value]
  for (let count = 0; waiting.length > 0; count++) {
    const one = waiting.pop()
    if (typeof one !== 'object' || one === null) continue
    const inside: unknown[] = Array.isArray(one) ? one : Object.values(one)
    if (count + waiting.length + inside.length > most) return true
    waiting.push(...inside)
  }
  return false
}

/** So many errors are looked at. */
const mostErrors = 1_000

/** What Ajv found, without what only repeats it; of very many errors the first. */
export function toIssues(errors: readonly ErrorObject[]): Issue[] {
  return withoutNoise(errors.slice(0, mostErrors)).map((error) => ({
    message: messageOf(error),
    path: pathOf(error),
    code: error.keyword,
  }))
}

/**
 * Of an alternative that failed, Ajv tells what each branch missed, and that none fits. Where a branch was nearly
 * right its own errors say more; else only that none fits is worth telling.
 */
function withoutNoise(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  let kept = [...errors]
  const places = new Map(errors.map((error, index) => [error, index]))
  const placeOf = (error: ErrorObject) => places.get(error) ?? 0
  for (const union of errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    const inside = (error: ErrorObject) =>
      placeOf(error) < placeOf(union) && `${error.instancePath}/`.startsWith(`${union.instancePath}/`)
    const elsewhere = (error: ErrorObject) =>
      error.instancePath !== union.instancePath || !['type', 'const', 'enum'].includes(error.keyword)
    const telling = new Set(kept.filter((error) => inside(error) && elsewhere(error)))
    const isDropped = (error: ErrorObject) => error === union && telling.size > 0
    kept = kept.filter((error) => !isDropped(error) && (!inside(error) || telling.has(error)))
  }
  return kept
}

function pathOf({ instancePath, params }: ErrorObject): (string | number)[] {
  const path = instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^(0|[1-9]\d*)$/.test(part) ? Number(part) : part))
  const name: unknown =
    params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty']
  return typeof name === 'string' ? [...path, name] : path
}

function messageOf({ keyword, params, message }: ErrorObject): string {
  switch (keyword) {
    case 'enum':
      return `must be one of ${JSON.stringify(params['allowedValues'])}`
    case 'const':
      return `must be ${JSON.stringify(params['allowedValue'])}`
    case 'anyOf':
    case 'oneOf':
      return 'must fit one of the alternatives'
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not allowed here'
    default:
      return message ?? `fails "${keyword}"`
  }
}
