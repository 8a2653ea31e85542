import type { CallbackSendOptions } from './callback/callback.ts'
import { CallbackUrlInvalid, evaluateTemplate, locOf } from './callback/evaluate.ts'
import { parseTemplate } from './callback/expression.ts'
import { DeliveryCallbacks, refusalOfCallback } from './delivery/callbacks.ts'
import { checkDocsOptions, type DocsOptions } from './docs/options.ts'
import { docsRoutes } from './docs/routes.ts'
import { DeliveryLine } from './delivery/line.ts'
import type { DeliveryOptions } from './delivery/options.ts'
import { Replays } from './delivery/replay.ts'
import { operationalWebhooks } from './delivery/notice-webhooks.ts'
import { Samples } from './delivery/samples.ts'
import {
  checkSendOptions,
  encodeBody,
  type EncodedBody,
  type SendOptions,
  type SendResult,
} from './delivery/send.ts'
import { retrySchedule } from './delivery/settings.ts'
import type { ResolvedMounted, ResolvedOperation } from './declarations.ts'
import type { Dependency, Replacement } from './dependencies/dependency.ts'
import { Overrides } from './dependencies/overrides.ts'
import { Access } from './endpoints/access.ts'
import { Listeners } from './endpoints/listeners.ts'
import { EndpointRegistry } from './endpoints/registry.ts'
import type { Endpoint } from './endpoints/endpoint.ts'
import { managementScheme } from './endpoints/route-parts.ts'
import { keptByNobody, managementRouter, managementTag } from './endpoints/routes.ts'
import { HookwrightError } from './errors.ts'
import { mount, type Mounted, type PageRoute } from './http/mount.ts'
import { buildDocument, type OpenApiDocument } from './openapi/document.ts'
import type {
  ContactOptions,
  ExternalDocsOptions,
  LicenseOptions,
  ServerOptions,
  TagOptions,
} from './openapi/info.ts'
import { checkOpenApiVersion, type OpenApiVersion } from './openapi/version.ts'
import type { Operation } from './operation.ts'
import { operatorRoutes } from './operator/routes.ts'
import { portalPages } from './portal/page.ts'
import { Portal, portalLinks, type PortalLinks } from './portal/portal.ts'
import { sessionRoutes } from './portal/routes.ts'
import { SignInLimit } from './portal/sign-in-limit.ts'
import { Router, type RouterOptions } from './router.ts'
import { copyJson } from './schema/copy.ts'
import type { JsonSchema, JsonValue } from './schema/schema.ts'
import type { AuthOf, Requirement, Security } from './security/requirement.ts'
import type { Metrics } from './telemetry/metrics.ts'
import { checkMetricsOptions, metricsPage } from './telemetry/metrics-page.ts'
import { inRequestSpan } from './telemetry/request-span.ts'
import type { WebhookHost } from './webhook.ts'

export interface AppOptions<S extends Security = Security> extends Omit<RouterOptions<S>, 'tags'> {
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
  /** Where the management API and its page are mounted. Default: `/webhooks`. */
  managementUrl?: string
  /** The version of OpenAPI that the document is in. Default: `3.1.0`. */
  openapi?: OpenApiVersion
  /** The document's own URI, `$self` of OpenAPI 3.2. Default: where it was found. */
  self?: string
  /**
   * Where the OpenAPI document is served; null serves none, nor a docs page. Beside it stands the same in YAML, with
   * `.yaml` for `.json`. Default: `/openapi.json`.
   */
  openapiUrl?: string | null
  /** Where the docs page is served; null serves none. Default: `/docs`. */
  docsUrl?: string | null
  /** How the docs page looks, and who may see it and the document. Default: Scalar, for everyone. */
  docs?: DocsOptions
  /** The largest request body that is read, in bytes. Default: 1,048,576. */
  bodyLimitBytes?: number
  /** Told of every error that is answered with 500. Default: `console.error`. */
  onError?: (error: unknown, request: Request) => void
}

/** The delivery side of an app, for code beside its webhooks. */
export interface Delivery extends PortalLinks {
  /** Registers endpoints from code; the management API does the same over HTTP. */
  readonly endpoints: EndpointRegistry
  /** Delivers old messages again; the management API does the same over HTTP. */
  readonly replay: Replays
  /** The secret that signs a tenant's callbacks. */
  readonly callbacks: DeliveryCallbacks
  /** The line that `createWorker` takes messages from. */
  readonly line: DeliveryLine
  /** Who may use the management API. */
  readonly access: Access
  /** Lets people in to the page, by links and sessions. */
  readonly portal: Portal
  /** The streams of new messages that `hookwright listen` has open. */
  readonly listeners: Listeners
  /** What this process has done and how much there is to do, for code that serves it otherwise than by `metricsUrl`. */
  readonly metrics: Pick<Metrics, 'text'>
}

/** A URL, or what to read it from. */
type CallbackUrlFrom = string | Parameters<WebhookHost['callbackUrl']>[1]

/** An API: routes, and webhooks that are part of it. */
export class App<S extends Security = Requirement, out Auth = AuthOf<S>> extends Router<S, Auth> {
  readonly #options: AppOptions
  /** Apart from the app's own routes, to stand after them in the document. */
  readonly #management = new Router()
  readonly #delivery: Delivery | undefined
  readonly #overrides = new Overrides()
  #made: { revision: number; document: OpenApiDocument; answer: () => Mounted } | undefined

  /** @throws HookwrightError `bad_option` for an option that cannot be meant. */
  constructor(options: AppOptions<S>) {
    // Those of an App say how tags are shown, not which ones everything has.
    super({ ...options, tags: undefined })
    this.#options = options
    checkOpenApiVersion(options.openapi ?? '3.1.0')
    checkDocsOptions(options.docs ?? {})
    const host: WebhookHost = {
      send: (eventType, operation, body, sendOptions) => this.#send(eventType, operation, body, sendOptions),
      sendCallback: (operation, body, sendOptions) => this.#sendCallback(operation, body, sendOptions),
      callbackUrl: (operation, from) => this.#callbackUrl(operation, from),
    }
    this.declarations.host = host
    this.webhooks.declarations.host = host
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
   * The OpenAPI document of everything declared up to now.
   *
   * @throws HookwrightError `bad_declaration` with every mistake, each with its place and cure.
   */
  openapi(): OpenApiDocument {
    return copyJson(this.#make().document)
  }

  /**
   * Answers a request, as servers on the fetch standard ask it.
   *
   * @throws HookwrightError `bad_declaration`
   */
  readonly fetch = (request: Request): Promise<Response> =>
    inRequestSpan(request, async () => this.#make().answer()(request))

  /** Answers a request to a path of this app, for tests: `await app.request('/users/')`. */
  async request(path: string, init?: RequestInit): Promise<Response> {
    return this.fetch(new Request(new URL(path, 'http://localhost'), init))
  }

  /**
   * Lets another dependency, or a function, stand for one until it is disposed of, for tests:
   * `using fake = app.override(clock, () => noon)`. What the one declares (parameters, security, what it needs) then is
   * that of the other; the document stays as it is.
   *
   * @throws HookwrightError `bad_option` for a replacement that needs what it replaces.
   */
  override<Value>(original: Dependency<Value>, replacement: Replacement<NoInfer<Value>>): Disposable {
    return this.#overrides.add(original, replacement)
  }

  /** Ends the streams of new messages, lets what is being stored finish, and closes the store. */
  async close(): Promise<void> {
    this.#delivery?.listeners.end()
    await this.#delivery?.line.close()
  }

  #make(): { document: OpenApiDocument; answer: () => Mounted } {
    const revision = this.declarations.revision + this.webhooks.declarations.revision
    if (this.#made?.revision !== revision) {
      const routes = [
        ...this.declarations.resolved(),
        ...this.#management.declarations.resolved(this.declarations.middleware),
      ]
      const pages = this.#pages()
      const mounted = [...this.declarations.mounted()]
      let answer: Mounted | undefined
      this.#made = {
        revision,
        document: this.#document(routes, pages, mounted),
        // Who only asks for the document has no use for it.
        answer: () =>
          (answer ??= mount(routes, pages, mounted, {
            bodyLimitBytes: this.#options.bodyLimitBytes ?? 1_048_576,
            onError: this.#options.onError ?? ((error) => console.error(error)),
            overrides: this.#overrides,
          })),
      }
    }
    return this.#made
  }

  #document(
    routes: readonly ResolvedOperation[],
    pages: readonly PageRoute[],
    mounted: readonly ResolvedMounted[],
  ): OpenApiDocument {
    const { title, version, description, contact, license, termsOfService } = this.#options
    const { externalDocs, extra, infoExtra, securitySchemes } = this.#options
    const { servers = [{ url: '/' }], tags = [] } = this.#options
    return buildDocument(routes, [...this.webhooks.declarations.resolved()], {
      openapi: this.#options.openapi ?? '3.1.0',
      self: this.#options.self,
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
      mounted,
    })
  }

  #pages(): PageRoute[] {
    const { docsUrl } = this
    const { title, openapiUrl = '/openapi.json' } = this.#options
    const own = this.#delivery ? [...metricsPage(this.#delivery), ...this.#portalPages(this.#delivery)] : []
    if (openapiUrl === null) return own
    const docs = docsRoutes({
      title,
      openapiUrl,
      docsUrl,
      docs: this.#options.docs ?? {},
      document: () => this.#make().document,
    })
    return [...own, ...docs]
  }

  #portalPages({ portal: { settings } }: Delivery): PageRoute[] {
    return portalPages({ path: this.#managementUrl, settings })
  }

  get #managementUrl(): string {
    return this.#options.managementUrl ?? '/webhooks'
  }

  #openDelivery(options: DeliveryOptions): Delivery {
    checkMetricsOptions(options)
    const line = new DeliveryLine(options)
    if (options.operationalWebhooks)
      this.webhooks.include(operationalWebhooks(), { tags: [managementTag.name] })
    const portal = new Portal(options.portal ?? {}, line.clock, this.#managementUrl)
    const access = new Access(options.authenticate, portal.sessions)
    const endpoints = new EndpointRegistry(line, () => this.#catalogue().map(({ name }) => name))
    const replay = new Replays(line)
    const samples = new Samples(
      () => this.#catalogue(),
      (webhook, body, sendOptions) => this.#sendEncoded(webhook.name, webhook, body, sendOptions),
    )
    const listeners = new Listeners(line.clock)
    const management = managementRouter({
      access,
      line,
      endpoints,
      replay,
      samples,
      listeners,
      webhooks: () =>
        this.#catalogue().filter(({ options: { includeInSchema } }) => includeInSchema !== false),
      document: () => this.#make().document,
      sendTest: (tenant, endpointId, eventType) =>
        samples.send(eventType, {}, { tenant, endpoints: [endpointId] }),
    })
    const place = {
      prefix: this.#managementUrl,
      tags: [managementTag.name],
      middleware: [keptByNobody],
    }
    const limit = new SignInLimit(line.clock)
    const session = sessionRoutes({ access, portal, limit, title: () => this.#options.title })
    const operators = operatorRoutes({ access, line, endpoints })
    for (const router of [session, management, operators]) {
      this.#management.include(router, place)
    }
    const callbacks = new DeliveryCallbacks(line)
    const links = portalLinks(portal)
    return { ...links, endpoints, replay, callbacks, line, access, portal, listeners, metrics: line.metrics }
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
    // Before the body is looked at: without a store nothing else matters.
    void this.delivery
    const encoded = await encodeBody(operation.options.body, body, eventType)
    // Awaited here and below: a promise that is returned from an async function takes three turns instead of one.
    return await this.#sendEncoded(eventType, operation, encoded, options)
  }

  #sendEncoded(
    eventType: string,
    { options: { delivery } }: Operation,
    body: EncodedBody,
    options: SendOptions,
    callback?: Endpoint,
  ): Promise<SendResult> {
    const schedule = delivery?.retryScheduleMs
    const own = schedule && retrySchedule(`delivery.retryScheduleMs of ${eventType}`, schedule)
    return this.delivery.line.send(eventType, body, options, own, callback)
  }

  async #sendCallback(
    operation: Operation,
    body: unknown,
    { url: given, request, response, secret, ...options }: CallbackSendOptions,
  ): Promise<SendResult> {
    const { callbacks } = this.delivery
    checkSendOptions(options)
    const url = this.#callbackUrl(operation, request ? { request, response } : given)
    const encoded = await encodeBody(operation.options.body, body, operation.name)
    const endpoint = await callbacks.endpointFor(options.tenant, url, secret)
    return await this.#sendEncoded(operation.name, operation, encoded, options, endpoint)
  }

  #callbackUrl({ name, expression = '' }: Operation, from: CallbackUrlFrom): string {
    const { line } = this.delivery
    const template = parseTemplate(expression)
    if ('refusal' in template) {
      throw new HookwrightError('bad_declaration', `The URL of the callback ${name}: ${template.refusal}.`)
    }
    const isGiven = typeof from === 'string'
    const url = isGiven ? from : evaluateTemplate(template, from.request, from.response)
    const refusal = refusalOfCallback(url, line)
    if (refusal === null) return url
    throw new CallbackUrlInvalid(isGiven ? null : locOf(template), `${url} cannot be called back. ${refusal}`)
  }
}
