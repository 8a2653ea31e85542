import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import type { OpenApiDocument } from './document.ts'

/** A document with these of its webhooks, without its paths, and with no more components than they need. */
export function withWebhooks(document: OpenApiDocument, names: ReadonlySet<string>): OpenApiDocument {
  const webhooks = Object.fromEntries(
    Object.entries(document.webhooks ?? {}).filter(([name]) => names.has(name)),
  )
  const root: JsonSchema = { components: document.components ?? {} }
  const components: { [section: string]: JsonSchema } = {}
  const visit = (value: JsonValue): void => {
    // Also the targets of a discriminator's mapping are such texts.
    if (typeof value === 'string') keep(value)
    else if (Array.isArray(value)) value.forEach(visit)
    else if (isJsonObject(value)) Object.values(value).forEach(visit)
  }
  const keep = (text: string): void => {
    const [, section, name] = /^#\/components\/(\w+)\/([\w.-]+)$/.exec(text) ?? []
    if (section === undefined || name === undefined) return
    const kept = (components[section] ??= {})
    const target = Object.hasOwn(kept, name) ? undefined : referenced(text, root)
    if (target === undefined) return
    kept[name] = target
    visit(target)
  }
  visit(webhooks)
  return { ...document, paths: {}, webhooks, components }
}
