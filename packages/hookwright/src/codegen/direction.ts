import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema } from '../schema/schema.ts'
import { eachSchema } from '../schema/walk.ts'

/** `sent` by whoever wrote the document, or `answered` to them. */
export type Travel = 'sent' | 'answered'

/**
 * Which properties travel. What is `readOnly` only the sender sets, so that it is sent and never answered; what is
 * `writeOnly` is never sent.
 */
export class DirectedSchemas {
  readonly #root: JsonSchema
  readonly #varying = new Map<JsonSchema, boolean>()

  constructor(root: JsonSchema) {
    this.#root = root
  }

  travels(property: JsonSchema, travel: Travel): boolean {
    return property[travel === 'sent' ? 'writeOnly' : 'readOnly'] !== true
  }

  /** Whether a schema, or any that it refers to, is another one the other way. */
  varies(schema: JsonSchema): boolean {
    const known = this.#varying.get(schema)
    if (known !== undefined) return known
    const varying = this.#search(schema, new Set())
    this.#varying.set(schema, varying)
    return varying
  }

  #search(schema: JsonSchema, seen: Set<JsonSchema>): boolean {
    if (seen.has(schema)) return false
    seen.add(schema)
    const references: string[] = []
    let found = false
    eachSchema(schema, (node) => {
      if (node['readOnly'] === true || node['writeOnly'] === true) found = true
      if (typeof node['$ref'] === 'string') references.push(node['$ref'])
    })
    return (
      found ||
      references.some((reference) => {
        const target = referenced(reference, this.#root)
        return isJsonObject(target) && this.#search(target, seen)
      })
    )
  }
}
