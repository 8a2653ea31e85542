import { Content } from '../content/content.ts'
import type { ResolvedMounted, ResolvedOperation } from '../declarations.ts'
import { Mistakes } from '../mistakes.ts'
import type { JsonSchema, JsonValue } from '../schema/schema.ts'
import { callbackObjects } from './callbacks.ts'
import { checkDeclarations } from './check.ts'
import { checkMounted } from './check-mounted.ts'
import { Components } from './components.ts'
import { OperationIds } from './operation-id.ts'
import { signatureHeaders } from './delivery-headers.ts'
import { callbacksOf, withAnswersOfNeeded, type Declared } from './declared.ts'
import type {
  ContactOptions,
  ExternalDocsOptions,
  LicenseOptions,
  ServerOptions,
  TagOptions,
} from './info.ts'
import { pathItemOperation, schemaUses } from './path-item.ts'
import { securitySchemesOf } from './security.ts'
import { forVersion, type OpenApiVersion } from './version.ts'

export interface DocumentOptions {
  openapi: OpenApiVersion
  /** The document's own URI, `$self` of OpenAPI 3.2. */
  self?: string | undefined
  title: string
  version: string
  description?: string | undefined
  contact?: ContactOptions | undefined
  license?: LicenseOptions | undefined
  termsOfService?: string | undefined
  externalDocs?: ExternalDocsOptions | undefined
  /** Merged into the Info Object, and into the document, as they are. */
  infoExtra?: Readonly<Record<string, JsonValue>> | undefined
  extra?: Readonly<Record<string, JsonValue>> | undefined
  servers: readonly ServerOptions[]
  /** In the order in which they are shown; those that are only used follow, in order of their first use. */
  tags: readonly TagOptions[]
  /** Descriptions of tags that come with Hookwright, for where they are used. */
  ownTags: readonly TagOptions[]
  securitySchemes: Readonly<Record<string, JsonSchema>>
  /** Whether webhooks are delivered here, and so come with the headers of Standard Webhooks. */
  delivered: boolean
  /** Paths that are taken by pages. */
  reservedPaths: ReadonlySet<string>
  /** Other apps, which have documents of their own. */
  mounted: readonly ResolvedMounted[]
}

/** An OpenAPI document, 3.1 or 3.2. */
export interface OpenApiDocument {
  openapi: OpenApiVersion
  $self?: string
  info: {
    title: string
    version: string
    description?: string
    termsOfService?: string
    contact?: ContactOptions
    license?: LicenseOptions
    [extension: `x-${string}`]: JsonValue | undefined
  }
  servers: ServerOptions[]
  tags?: TagOptions[]
  externalDocs?: ExternalDocsOptions
  paths?: { [path: string]: JsonSchema }
  webhooks?: { [eventType: string]: JsonSchema }
  components?: { [section: string]: JsonSchema }
  [extension: `x-${string}`]: JsonValue | undefined
}

/**
 * The OpenAPI document of what was declared.
 *
 * @throws HookwrightError `bad_declaration` with every mistake in the declarations.
 */
export function buildDocument(
  routes: readonly ResolvedOperation[],
  webhooks: readonly ResolvedOperation[],
  options: DocumentOptions,
): OpenApiDocument {
  const mistakes = new Mistakes()
  const all: Declared[] = [
    ...routes
      .map((operation): Declared => ({ kind: 'route', operation: withAnswersOfNeeded(operation) }))
      .flatMap((declared) => [declared, ...callbacksOf(declared)]),
    ...webhooks.map((operation): Declared => ({ kind: 'webhook', operation })),
  ]
  checkDeclarations(all, options, mistakes)
  checkMounted(options.mounted, options.reservedPaths, mistakes)
  const shown = all.filter(({ operation }) => operation.options.includeInSchema !== false)
  const components = new Components(mistakes)
  for (const declared of shown) for (const use of schemaUses(declared)) components.register(use)
  const bodies = shown.flatMap(({ operation }) => [operation.options.body, operation.options.response])
  for (const schema of bodies) {
    if (!(schema instanceof Content)) continue
    for (const [name, component] of Object.entries(schema.components)) components.addPlain(name, component)
  }
  components.settle()
  const ids = new OperationIds(shown, mistakes)
  const paths: { [path: string]: JsonSchema } = {}
  const events: { [eventType: string]: JsonSchema } = {}
  const callbacks = Map.groupBy(shown, ({ under }) => under)
  const shownAs = (declared: Declared) =>
    pathItemOperation(declared, ids.of(declared), components, options.delivered)
  for (const declared of shown) {
    if (declared.kind === 'callback') continue
    const map = declared.kind === 'route' ? paths : events
    const { name, method } = declared.operation
    const called = callbackObjects(callbacks.get(declared) ?? [], shownAs)
    map[name] = { ...map[name], [method]: { ...shownAs(declared), ...called } }
  }
  mistakes.throwIfAny(options.title)
  const document: OpenApiDocument = {
    openapi: options.openapi,
    ...(options.self === undefined ? {} : { $self: options.self }),
    info: {
      title: options.title,
      version: options.version,
      ...(options.description === undefined ? {} : { description: options.description }),
      ...(options.termsOfService === undefined ? {} : { termsOfService: options.termsOfService }),
      ...(options.contact && { contact: { ...options.contact } }),
      ...(options.license && { license: { ...options.license } }),
      ...options.infoExtra,
    },
    servers: [...options.servers],
  }
  const tags = tagsOf(shown, options)
  if (tags.length > 0) document.tags = tags
  if (options.externalDocs) document.externalDocs = { ...options.externalDocs }
  document.paths = paths
  if (Object.keys(events).length > 0) document.webhooks = events
  const isSending = shown.some(({ kind }) => kind !== 'route')
  const sections: [string, JsonSchema][] = [
    ['schemas', components.schemas()],
    ['parameters', options.delivered && isSending ? { ...signatureHeaders } : {}],
    ['securitySchemes', securitySchemesOf(options.securitySchemes, shown)],
  ]
  const filled = sections.filter(([, section]) => Object.keys(section).length > 0)
  if (filled.length > 0) document.components = Object.fromEntries(filled)
  return forVersion({ ...document, ...options.extra }, options.openapi)
}

function tagsOf(shown: readonly Declared[], { tags, ownTags }: DocumentOptions): TagOptions[] {
  const byName = new Map(tags.map((tag) => [tag.name, tag]))
  for (const name of shown.flatMap(({ operation }) => operation.options.tags ?? [])) {
    if (!byName.has(name)) byName.set(name, ownTags.find((tag) => tag.name === name) ?? { name })
  }
  return [...byName.values()]
}
