import type { Hono } from 'hono'

import { docsRoutes } from './docs/routes.ts'
import { DeliveryLine } from './delivery/line.ts'
import type { DeliveryOptions } from './delivery/options.ts'
import { Replays } from './delivery/replay.ts'
import { operationalWebhooks } from './delivery/notice-webhooks.ts'
import { encodeBody, type SendOptions, type SendResult } from './delivery/send.ts'
import { retrySchedule } from './delivery/settings.ts'
import type { ResolvedOperation } from './declarations.ts'
import { Access } from './endpoints/access.ts'
import { EndpointRegistry } from './endpoints/registry.ts'
import { managementScheme } from './endpoints/route-parts.ts'
import { managementRouter, managementTag } from './endpoints/routes.ts'
import { HookwrightError } from './errors.ts'
import { mount, type PageRoute } from './http/mount.ts'
import { buildDocument, type OpenApiDocument } from './openapi/document.ts'
import type {
  ContactOptions,
  ExternalDocsOptions,
  LicenseOptions,
  ServerOptions,
  TagOptions,
} from './openapi/info.ts'
import { titleCase } from './openapi/names.ts'
import type { Operation } from './operation.ts'
import { Router, type RouterOptions } from './router.ts'
import { sampleBody } from './schema/sample.ts'
import type { JsonSchema, JsonValue } from './schema/schema.ts'
import type { AuthOf, Requirement, Security } from './security/requirement.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { checkMetricsOptions, metricsPage } from './telemetry/metrics-page.ts'
import { inRequestSpan } from './telemetry/request-span.ts'

export interface AppOptions<S extends Security = Security> extends RouterOptions<S> {
  title: string
  version: string
  /** CommonMark. */
  description?: string
  /** Whom to turn to about the API. */
  contact?: ContactOptions
  /** Under which terms the API may be used. */
  license?: LicenseOptions
  /** A URL. */
  termsOfService?: string
  externalDocs?: ExternalDocsOptions
  /** Default: `/`, the server that serves the document. */
  servers?: readonly ServerOptions[]
  tags?: readonly TagOptions[]
  /** Merged into the document as it is: for `x-` properties such as `x-tagGroups`. */
  extra?: Readonly<Record<`x-${string}`, JsonValue>>
  /** Merged into the document's Info Object as it is: for `x-` properties such as `x-logo`. */
  infoExtra?: Readonly<Record<`x-${string}`, JsonValue>>
  /**
   * Security Scheme Objects (OpenAPI 3.1, 4.8.27) by name, for `security` to refer to as `{ name: [] }`. They only
   * document what something else guards; `bearer(…)` and its kind guard by themselves.
   */
  securitySchemes?: Readonly<Record<string, JsonSchema>>
  /** Where and how webhooks are delivered. Without it they are documented only, and `send` rejects. */
  delivery?: DeliveryOptions
  /** Where the management API is mounted. Default: `/webhooks`. */
  managementUrl?: string
  /** Where the OpenAPI document is served; null serves none, nor a docs page. Default: `/openapi.json`. */
  openapiUrl?: string | null
  /** Where the docs page is served; null serves none. Default: `/docs`. */
  docsUrl?: string | null
  /** The largest request body that is read, in bytes. Default: 1,048,576. */
  bodyLimitBytes?: number
  /** Told of every error that is answered with 500. Default: `console.error`. */
  onError?: (error: unknown, request: Request) => void
}

/** The delivery side of an app, for code beside its webhooks. */
export interface Delivery {
  /** Registers endpoints from code; the management API does the same over HTTP. */
  readonly endpoints: EndpointRegistry
  /** Delivers old messages again; the management API does the same over HTTP. */
  readonly replay: Replays
  /** The line that `createWorker` takes messages from. */
  readonly line: DeliveryLine
  /** Who may use the management API. */
  readonly access: Access
  /** What this process has done and how much there is to do, for code that serves it otherwise than by `metricsUrl`. */
  readonly metrics: Pick<Metrics, 'text'>
}

/** An API: routes, and webhooks that are part of it. */
export class App<S extends Security = Requirement, out Auth = AuthOf<S>> extends Router<S, Auth> {
  readonly #options: AppOptions
  /** Apart from the app's own routes, to stand after them in the document. */
  readonly #management = new Router()
  readonly #delivery: Delivery | undefined
  #made: { revision: number; document: OpenApiDocument; hono: Hono } | undefined

  /** @throws HookwrightError `bad_option` for an option that cannot be meant. */
  constructor(options: AppOptions<S>) {
    super(options)
    this.#options = options
    this.webhooks.declarations.host = {
      send: (eventType, operation, body, sendOptions) => this.#send(eventType, operation, body, sendOptions),
    }
    this.#delivery = options.delivery && this.#openDelivery(options.delivery)
  }

  /** @throws HookwrightError `delivery_not_configured` */
  get delivery(): Delivery {
    if (this.#delivery) return this.#delivery
    throw new HookwrightError(
      'delivery_not_configured',
      "This app only documents its webhooks. Give it a store: new App({ …, delivery: { store: sqlite('hookwright.db') } }) with sqlite from 'hookwright/sqlite'.",
    )
  }

  /** The path of the docs page, or null where none is served. */
  get docsUrl(): string | null {
    const { openapiUrl, docsUrl = '/docs' } = this.#options
    return openapiUrl === null ? null : docsUrl
  }

  /** Whether webhooks are delivered, and not only documented. */
  get delivers(): boolean {
    return this.#delivery !== undefined
  }

  /**
   * The OpenAPI 3.1 document of everything declared up to now.
   *
   * @throws HookwrightError `bad_declaration` with every mistake, each with its place and cure.
   */
  openapi(): OpenApiDocument {
    return structuredClone(this.#make().document)
  }

  /**
   * Answers a request, as servers on the fetch standard ask it.
   *
   * @throws HookwrightError `bad_declaration`
   */
  readonly fetch = (request: Request): Promise<Response> =>
    inRequestSpan(request, async () => this.#make().hono.fetch(request))

  /** Answers a request to a path of this app, for tests: `await app.request('/users/')`. */
  async request(path: string, init?: RequestInit): Promise<Response> {
    return this.fetch(new Request(new URL(path, 'http://localhost'), init))
  }

  /** Lets what is being stored finish, and closes the store. */
  async close(): Promise<void> {
    await this.#delivery?.line.close()
  }

  #make(): { document: OpenApiDocument; hono: Hono } {
    const revision = this.declarations.revision + this.webhooks.declarations.revision
    if (this.#made?.revision !== revision) {
      const routes = [
        ...this.declarations.resolved(),
        ...this.#management.declarations.resolved(this.declarations.middleware),
      ]
      const pages = this.#pages()
      this.#made = {
        revision,
        document: this.#document(routes, pages),
        hono: mount(routes, pages, {
          bodyLimitBytes: this.#options.bodyLimitBytes ?? 1_048_576,
          onError: this.#options.onError ?? ((error) => console.error(error)),
        }),
      }
    }
    return this.#made
  }

  #document(routes: readonly ResolvedOperation[], pages: readonly PageRoute[]): OpenApiDocument {
    const { title, version, description, contact, license, termsOfService } = this.#options
    const { externalDocs, extra, infoExtra, securitySchemes } = this.#options
    const { servers = [{ url: '/' }], tags = [] } = this.#options
    return buildDocument(routes, [...this.webhooks.declarations.resolved()], {
      title,
      version,
      description,
      contact,
      license,
      termsOfService,
      externalDocs,
      extra,
      infoExtra,
      servers,
      tags,
      ownTags: [managementTag],
      securitySchemes: {
        ...securitySchemes,
        ...(this.#delivery && {
          [managementScheme]: {
            type: 'http',
            scheme: 'bearer',
            description: 'Says on whose behalf endpoints are managed.',
          },
        }),
      },
      delivered: this.delivers,
      reservedPaths: new Set(pages.map(({ path }) => path)),
    })
  }

  #pages(): PageRoute[] {
    const { docsUrl } = this
    const { title, openapiUrl = '/openapi.json' } = this.#options
    const metrics = this.#delivery ? metricsPage(this.#delivery) : []
    if (openapiUrl === null) return metrics
    const document: PageRoute = { path: openapiUrl, respond: () => Response.json(this.#make().document) }
    const docs = docsUrl === null ? [] : docsRoutes({ title, openapiUrl, docsUrl })
    return [...metrics, document, ...docs]
  }

  #openDelivery(options: DeliveryOptions): Delivery {
    checkMetricsOptions(options)
    const line = new DeliveryLine(options)
    if (options.operationalWebhooks)
      this.webhooks.include(operationalWebhooks(), { tags: [managementTag.name] })
    const access = new Access(options.authenticate)
    const endpoints = new EndpointRegistry(line, () => this.#catalogue().map(({ name }) => name))
    const replay = new Replays(line)
    const management = managementRouter({
      access,
      line,
      endpoints,
      replay,
      eventTypes: () => {
        const shown = this.#catalogue().filter(
          ({ options: { includeInSchema } }) => includeInSchema !== false,
        )
        return shown.map(({ name, options: { summary, description, deprecated } }) => ({
          name,
          summary: summary ?? titleCase(name),
          description: description ?? null,
          deprecated: deprecated ?? false,
        }))
      },
      sendTest: (tenant, endpointId, eventType) => this.#sendTest(tenant, endpointId, eventType),
    })
    this.#management.include(management, {
      prefix: this.#options.managementUrl ?? '/webhooks',
      tags: [managementTag.name],
    })
    return { endpoints, replay, line, access, metrics: line.metrics }
  }

  #catalogue(): ResolvedOperation[] {
    return [...this.webhooks.declarations.resolved()]
  }

  async #send(
    eventType: string,
    operation: Operation,
    body: unknown,
    options: SendOptions,
  ): Promise<SendResult> {
    const { line } = this.delivery
    const { body: schema, delivery } = operation.options
    const schedule = delivery?.retryScheduleMs
    const own = schedule && retrySchedule(`delivery.retryScheduleMs of the webhook ${eventType}`, schedule)
    return line.send(eventType, await encodeBody(schema, body, eventType), options, own)
  }

  async #sendTest(tenant: string, endpointId: string, eventType: string): Promise<SendResult> {
    const webhook = this.#catalogue().find(({ name }) => name === eventType)
    if (!webhook) {
      throw new HookwrightError(
        'endpoint_invalid',
        `No webhook is declared for ${JSON.stringify(eventType)}.`,
      )
    }
    const { body, examples } = webhook.options
    const { given } = await sampleBody(body, `webhook ${eventType}`, examples?.body)
    return this.#send(eventType, webhook, given, { tenant, endpoints: [endpointId] })
  }
}
