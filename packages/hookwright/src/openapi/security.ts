import type { JsonSchema } from '../schema/schema.ts'
import { Requirement, type Security } from '../security/requirement.ts'
import { securityLists, type Declared } from './declared.ts'

/** `components.securitySchemes`: those that the App describes, and those that stand in `security`. */
export function securitySchemesOf(
  described: Readonly<Record<string, JsonSchema>>,
  shown: readonly Declared[],
): JsonSchema {
  const alternatives = shown.flatMap((declared) => securityLists(declared).flat())
  const parts = alternatives.flatMap((one) => (one instanceof Requirement ? one.parts : []))
  const declared = parts.map(({ scheme }): [string, JsonSchema] => [scheme.name, scheme.kind.definition])
  return { ...described, ...Object.fromEntries(declared) }
}

/** The `security` of an operation: one alternative for each way to satisfy all lists. */
export function securityOf(declared: Declared): JsonSchema[] {
  const [first = [], ...others] = securityLists(declared)
  let combined = first.map(requirementObject)
  for (const list of others) {
    combined = combined.flatMap((one) => list.map((other) => together(one, requirementObject(other))))
  }
  return [...new Map(combined.map((one) => [JSON.stringify(one), one])).values()]
}

/** What satisfies both. */
function together(one: Scopes, other: Scopes): Scopes {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return Object.fromEntries(
    [...names].map((name) => [name, [...new Set([...(one[name] ?? []), ...(other[name] ?? [])])]]),
  )
}

type Scopes = { [scheme: string]: string[] }

/** The Security Requirement Object (OpenAPI 3.1, 4.8.30) of one alternative. */
function requirementObject(security: Security): Scopes {
  if (!(security instanceof Requirement)) {
    return Object.fromEntries(Object.entries(security).map(([name, scopes]) => [name, [...scopes]]))
  }
  const scopes: Scopes = {}
  for (const { scheme, scopes: needed } of security.parts) {
    scopes[scheme.name] = [...(scopes[scheme.name] ?? []), ...needed]
  }
  return scopes
}
