import type { StandardSchemaV1 } from '@standard-schema/spec'

import type { Awaitable } from '../operation.ts'
import type { Schema } from './schema.ts'
import { standardOf } from './standard.ts'

/** One thing that is wrong, in FastAPI's shape. */
export interface ValidationIssue {
  /** Where: the source (`body`, `query`, `path`, `header`, `cookie`, `response`), then keys and indexes. */
  loc: (string | number)[]
  msg: string
  /** The library's own code where it has one, `missing` for what is absent, else `invalid`. */
  type: string
}

export type Validated = { ok: true; value: unknown } | { ok: false; issues: ValidationIssue[] }

/**
 * Validates `value`; on failure each issue's `loc` starts with `source`. Gives a promise only where the schema does,
 * since most do not and a request is validated in several parts.
 */
export function validate(schema: Schema, value: unknown, source: string): Awaitable<Validated> {
  const result = standardOf(schema).validate(value)
  return 'then' in result
    ? result.then((later) => validatedOf(later, value, source))
    : validatedOf(result, value, source)
}

function validatedOf(result: StandardSchemaV1.Result<unknown>, value: unknown, source: string): Validated {
  if (!result.issues) return { ok: true, value: result.value }
  return { ok: false, issues: toValidationIssues(result.issues, value, source) }
}

/** Issues as libraries tell them, in FastAPI's shape. */
export function toValidationIssues(
  issues: readonly StandardSchemaV1.Issue[],
  value: unknown,
  source: string,
): ValidationIssue[] {
  return issues.flatMap((issue) => {
    const found = toValidationIssue(issue, value, source)
    // Zod tells of all that an object may not have in one issue, at the object.
    const strangers = strangersIn(issue).map((key) => ({ ...found, loc: [...found.loc, key] }))
    return strangers.length > 0 ? strangers : [found]
  })
}

function toValidationIssue(issue: StandardSchemaV1.Issue, value: unknown, source: string): ValidationIssue {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part))
  const loc = [source, ...path.map((key) => (typeof key === 'symbol' ? String(key) : key))]
  const type = codeOf(issue)
  if (!ownChecks.has(type) && isAbsent(value, path)) return { loc, msg: 'Field required', type: 'missing' }
  return { loc, msg: issue.message, type }
}

/** Codes of checks that an application wrote itself (Zod, Valibot, ArkType): their words are better than ours. */
const ownChecks: ReadonlySet<string> = new Set(['custom', 'check', 'partial_check', 'raw_check', 'predicate'])

function isAbsent(value: unknown, path: readonly PropertyKey[]): boolean {
  let current: unknown = value
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return false
    current = Reflect.get(current, key)
  }
  return current === undefined
}

/** Standard Schema knows no code; libraries add one under these names. */
function codeOf(issue: object): string {
  for (const name of ['code', 'type'] as const) {
    const code: unknown = Reflect.get(issue, name)
    if (typeof code === 'string') return code
  }
  return 'invalid'
}

/** Keys that the object at the issue's place may not have; empty where the issue is about something else. */
function strangersIn(issue: object): string[] {
  const keys: unknown = codeOf(issue) === 'unrecognized_keys' ? Reflect.get(issue, 'keys') : []
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : []
}

/** `body.items.0.price: Invalid input …`, one line an issue. */
export function describeIssues(issues: readonly ValidationIssue[]): string {
  return issues.map((issue) => `${issue.loc.join('.')}: ${issue.msg}`).join('\n')
}
