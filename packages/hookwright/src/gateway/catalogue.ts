import { BodyChecker } from '../documents/check.ts'
import type { ForeignDocument } from '../documents/document.ts'
import { holdsJson, type ForeignWebhook } from '../documents/operation.ts'
import { canBeEventType, whyNoEventType } from '../openapi/check.ts'
import { camelCase } from '../openapi/names.ts'
import type { WebhookRouter } from '../router.ts'
import type { JsonSchema } from '../schema/schema.ts'
import { ForeignContent } from './body.ts'
import { schemaFaults } from './faults.ts'
import { ForeignSchemas } from './schemas.ts'

/** One webhook of the document, as the gateway offers it. */
export interface CatalogueEvent {
  webhook: ForeignWebhook
  /** What it carries; undefined where that is nothing, or cannot be used. */
  content: ForeignContent | undefined
  /** Why it cannot be published; null where it can. */
  problem: string | null
}

type FaultsOf = (place: string, schema: JsonSchema) => readonly string[]

/** Names in our own document that those of a foreign one must not take. */
export interface OwnNames {
  schemas: readonly string[]
  operationIds: readonly string[]
  /** Webhooks that Hookwright itself sends. */
  eventTypes: readonly string[]
}

/** All events of one document. It never changes: of a new document another one is made. */
export class Catalogue {
  readonly document: ForeignDocument
  readonly events: ReadonlyMap<string, CatalogueEvent>
  /** What is wrong with the document and could be passed over, each with its place. */
  readonly warnings: readonly string[]
  readonly checker: BodyChecker
  readonly #schemas: ForeignSchemas
  readonly #operationIds: Set<string>
  readonly #ownEventTypes: readonly string[]

  /** Compiles nothing yet but what looks faulty, so that big documents are up at once. */
  constructor(document: ForeignDocument, own: OwnNames) {
    this.document = document
    this.checker = new BodyChecker(document.root)
    this.#schemas = new ForeignSchemas(document.root, own.schemas)
    this.#operationIds = new Set(own.operationIds)
    const warnings = [...document.warnings]
    const faultsOf = this.#faultFinder(warnings)
    this.#ownEventTypes = own.eventTypes
    const events = new Map<string, CatalogueEvent>()
    for (const webhook of document.webhooks) {
      const { name, place, methods } = webhook
      if (events.has(name)) {
        warnings.push(`${place}: there is another webhook of this name, which is used; rename one of them.`)
        continue
      }
      if (!methods.includes('post')) {
        warnings.push(`${place}: it is declared as ${methods.join(', ').toUpperCase()}, but is sent by POST.`)
      }
      const event = this.#eventOf(webhook, faultsOf)
      if (event.problem !== null) warnings.push(`${place}: it cannot be published: ${event.problem}`)
      events.set(name, event)
    }
    const { signing } = document
    if (signing) {
      warnings.push(
        `the document says that requests are signed in ${signing.header} (${signing.method}); deliveries are signed as ` +
          'Standard Webhooks has it, in webhook-signature. Change what the document says.',
      )
    }
    this.events = events
    this.warnings = [...new Set(warnings)]
  }

  /** Declares every event that has a usable name; one that cannot be published says why in its description. */
  declareOn(router: WebhookRouter): void {
    for (const { webhook, content, problem } of this.events.values()) {
      const { name, summary, description, deprecated, tags, answer, body } = webhook
      if (!this.#canDeclare(name)) continue
      const notice = problem === null ? undefined : `**It cannot be published now:** ${problem}`
      const texts = [notice, description].filter((text) => text !== undefined)
      const examples = Object.fromEntries(
        (body?.examples ?? []).map((value, index) => [`example${index + 1}`, { value }]),
      )
      const isUsable = problem === null
      router.post(name, {
        operationId: this.#operationId(name),
        ...(tags.length > 0 && { tags }),
        deprecated,
        ...(summary !== undefined && { summary }),
        ...(texts.length > 0 && { description: texts.join('\n\n') }),
        ...(content && { body: content, examples: { body: examples } }),
        ...(answer &&
          isUsable && {
            response: new ForeignContent(answer.schema, 'application/json', this.#schemas, this.checker),
          }),
      })
    }
  }

  #eventOf(webhook: ForeignWebhook, faultsOf: FaultsOf): CatalogueEvent {
    const { name, body, answer, contentTypes } = webhook
    const refuse = (problem: string): CatalogueEvent => ({ webhook, content: undefined, problem })
    if (!canBeEventType(name)) return refuse(`its name ${whyNoEventType}. Rename it.`)
    if (this.#ownEventTypes.includes(name))
      return refuse('Hookwright itself sends an event of this name. Rename it.')
    const missing = [body, answer].flatMap((part) => (part ? this.#schemas.missing(part.schema) : []))
    if (missing.length > 0) {
      return refuse(
        `its schema refers to ${missing.join(', ')}, which is not in the document. Bundle the files into one.`,
      )
    }
    const [contentType = 'application/json'] = contentTypes
    const schema = body?.schema ?? (contentTypes.length > 0 ? { type: 'string' } : undefined)
    if (!schema) return { webhook, content: undefined, problem: null }
    const mediaType = (body ? contentTypes.find(holdsJson) : contentType) ?? 'application/json'
    const content = new ForeignContent(schema, mediaType, this.#schemas, this.checker)
    const faults = [
      ...faultsOf(webhook.place, content.describe()),
      ...Object.entries(content.components).flatMap(([component, one]) =>
        faultsOf(`components › schemas › ${component}`, one),
      ),
    ]
    const fault = faults.length > 0 ? this.whyUnusable(schema) : null
    return fault === null ? { webhook, content, problem: null } : refuse(fault)
  }

  /** Why bodies cannot be held to a schema of the document; null where they can. */
  whyUnusable(schema: JsonSchema): string | null {
    try {
      this.checker.compile(schema)
      return null
    } catch (error) {
      return `its schema cannot be used: ${error instanceof Error ? error.message : String(error)}. Correct it.`
    }
  }

  /** Looks at each schema once, however many events have it. */
  #faultFinder(warnings: string[]): FaultsOf {
    const known = new Map<JsonSchema, readonly string[]>()
    return (place, schema) => {
      const before = known.get(schema)
      if (before) return before
      const faults = schemaFaults(schema)
      known.set(schema, faults)
      warnings.push(...faults.map((fault) => `${place}: ${fault}.`))
      return faults
    }
  }

  #canDeclare(name: string): boolean {
    return canBeEventType(name) && !this.#ownEventTypes.includes(name)
  }

  #operationId(name: string): string {
    const wanted = camelCase(name)
    let id = wanted
    for (let number = 2; this.#operationIds.has(id); number++) id = `${wanted}${number}`
    this.#operationIds.add(id)
    return id
  }
}
