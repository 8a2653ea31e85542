import type { JsonSchema, JsonValue } from '../schema/schema.ts'

/** What an App says of itself and of the world around it, as OpenAPI 3.1 has it. All of them take `x-` properties. */

interface Extensions {
  [extension: `x-${string}`]: JsonValue | undefined
}

/** Contact Object (OpenAPI 3.1, 4.8.3). */
export interface ContactOptions extends Extensions {
  name?: string
  url?: string
  email?: string
}

/** License Object (OpenAPI 3.1, 4.8.4): of `identifier` and `url` only one may be given. */
export interface LicenseOptions extends Extensions {
  name: string
  /** An SPDX expression: `MIT`. */
  identifier?: string
  url?: string
}

/** Server Object (OpenAPI 3.1, 4.8.5). */
export interface ServerOptions extends Extensions {
  /** May hold `{variables}`. */
  url: string
  /** CommonMark. */
  description?: string
  /** One for each `{variable}` of the URL. */
  variables?: Readonly<Record<string, ServerVariableOptions>>
}

interface ServerVariableOptions extends Extensions {
  default: string
  enum?: readonly string[]
  /** CommonMark. */
  description?: string
}

/** External Documentation Object (OpenAPI 3.1, 4.8.11). */
export interface ExternalDocsOptions extends Extensions {
  url: string
  /** CommonMark. */
  description?: string
}

/** Tag Object (OpenAPI 3.1, 4.8.22). */
export interface TagOptions extends Extensions {
  name: string
  /** CommonMark. */
  description?: string
  externalDocs?: ExternalDocsOptions
}

/** As it stands in the document: without what is `undefined`, and no longer the developer's own object. */
export function plain(described: object): JsonSchema {
  return JSON.parse(JSON.stringify(described))
}

/** The same for any value that JSON can write. */
export function plainValue(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value) ?? 'null')
}
