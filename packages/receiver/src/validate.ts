/**
 * Hold bodies to JSON Schemas (2020-12), without dependencies and without making code from text: what
 * `hookwright generate` builds on. Only who imports this entry pays for it.
 */
export { validate } from './json-schema.ts'
export type { Mismatch, ValidateOptions, ValidationSchema } from './json-schema.ts'
export { refuseMismatches, warnOfMismatches } from './body-check.ts'
export type { BodySchemas, CheckedEvent } from './body-check.ts'
