import type { StandardSchemaV1 } from '@standard-schema/spec'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'

import { HookwrightError } from '../errors.ts'
import type { JsonSchema } from './schema.ts'

/** An issue of Standard Schema with the keyword that found it. */
export interface Issue extends StandardSchemaV1.Issue {
  code: string
}

// Unknown keywords and formats are annotations. Prices are multiples of 0.01, which binary fractions are not.
const ajv = new Ajv2020({
  allErrors: true,
  strict: false,
  logger: false,
  multipleOfPrecision: 9,
  formats: fullFormats,
})

/**
 * Compiles a schema into a function that lists what is wrong with a value.
 *
 * @throws HookwrightError `bad_schema` where the runtime allows no code made from text.
 */
export function compileJsonSchema(schema: JsonSchema): (value: unknown) => Issue[] {
  const check = compile(schema)
  return (value) => (check(value) ? [] : toIssues(check.errors ?? []))
}

function compile(schema: JsonSchema) {
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

/** What Ajv found, without what only repeats it. */
export function toIssues(errors: readonly ErrorObject[]): Issue[] {
  return withoutNoise(errors).map((error) => ({
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
  for (const union of errors.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf')) {
    const before = errors.indexOf(union)
    const inside = (error: ErrorObject) =>
      errors.indexOf(error) < before && `${error.instancePath}/`.startsWith(`${union.instancePath}/`)
    const elsewhere = (error: ErrorObject) =>
      error.instancePath !== union.instancePath || !['type', 'const', 'enum'].includes(error.keyword)
    const telling = kept.filter((error) => inside(error) && elsewhere(error))
    const dropped = telling.length > 0 ? [union] : []
    kept = kept.filter((error) => !dropped.includes(error) && (!inside(error) || telling.includes(error)))
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
