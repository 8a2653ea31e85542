import { Ajv2020 } from 'ajv/dist/2020.js'

import type { JsonSchema } from '../schema/schema.ts'

const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })

/** So many of one schema are told; the others mostly repeat them. */
const mostFaults = 3

/**
 * Where a schema is none by the standard (JSON Schema 2020-12), one line each: `/properties/age/type must be equal to
 * one of the allowed values`. Looks at its words only, and compiles nothing.
 */
export function schemaFaults(schema: JsonSchema): string[] {
  if (ajv.validateSchema(schema) === true) return []
  const faults = (ajv.errors ?? [])
    // Of alternatives that failed, what each of them missed says more.
    .filter(({ keyword }) => keyword !== 'anyOf')
    .map(({ instancePath, message = 'is wrong' }) => `${instancePath || 'the schema itself'} ${message}`)
  return [...new Set(faults)].slice(0, mostFaults)
}
