import type { JsonSchema } from '../schema/schema.ts'
import { Requirement, type Security } from '../security/requirement.ts'
import type { Declared } from './declared.ts'

/** `components.securitySchemes`: those that the App describes, and those that stand in `security`. */
export function securitySchemesOf(
  described: Readonly<Record<string, JsonSchema>>,
  shown: readonly Declared[],
): JsonSchema {
  const alternatives = shown.flatMap(({ operation }) => operation.options.security ?? [])
  const parts = alternatives.flatMap((one) => (one instanceof Requirement ? one.parts : []))
  const declared = parts.map(({ scheme }): [string, JsonSchema] => [scheme.name, scheme.kind.definition])
  return { ...described, ...Object.fromEntries(declared) }
}

/** The Security Requirement Object (OpenAPI 3.1, 4.8.30) of one alternative. */
export function requirementObject(security: Security): JsonSchema {
  if (!(security instanceof Requirement)) {
    return Object.fromEntries(Object.entries(security).map(([name, scopes]) => [name, [...scopes]]))
  }
  const scopes: { [scheme: string]: string[] } = {}
  for (const { scheme, scopes: needed } of security.parts) {
    scopes[scheme.name] = [...(scopes[scheme.name] ?? []), ...needed]
  }
  return scopes
}
