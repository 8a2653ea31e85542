import { App, type AppOptions } from '../app.ts'
import { bearerOf, type Authenticate } from '../endpoints/access.ts'
import type { DeliveryOptions } from '../delivery/options.ts'
import { warn, type Logger } from '../delivery/logger.ts'
import { bearer } from '../security/schemes.ts'
import { WebhookRouter } from '../router.ts'
import { isJsonObject } from '../schema/schema.ts'
import { Catalogue, type OwnNames } from './catalogue.ts'
import type { ForeignDocument } from '../documents/document.ts'
import { KeyRing, type ConfiguredKey } from './keys.ts'
import { linkRoutes } from './links.ts'
import { probeRoutes, probesTag, type WhyNotReady } from './probes.ts'
import { publishingRoutes, publishingTag, type Publisher } from './publish.ts'

export interface GatewayAppOptions {
  delivery: DeliveryOptions
  apiKeys: readonly ConfiguredKey[]
  operatorKeys: readonly ConfiguredKey[]
  bodyLimitBytes: number
  whyNotReady: WhyNotReady
  logger: Logger
}

/** An app whose webhooks are those of a document that may change, and which others publish. */
export class GatewayApp {
  readonly app: App
  readonly #webhooks = new WebhookRouter()
  readonly #own: OwnNames
  #catalogue: Catalogue | undefined

  constructor({ apiKeys, operatorKeys, bodyLimitBytes, whyNotReady, delivery, logger }: GatewayAppOptions) {
    const operators = new KeyRing(operatorKeys)
    const authenticate: Authenticate = (request) => {
      const token = bearerOf(request.headers.get('authorization'))
      return token !== undefined && operators.find(token) ? { operator: true } : null
    }
    const current = () => this.#catalogue?.document
    // Asked anew for each document of ours, since that of others may have changed.
    const options: AppOptions = {
      get title() {
        return current()?.title ?? 'Webhooks'
      },
      get version() {
        return current()?.version || '0'
      },
      get description() {
        return descriptionOf(current())
      },
      tags: [publishingTag, probesTag],
      bodyLimitBytes,
      delivery: { ...delivery, logger, ...(!operators.isEmpty && { authenticate }) },
      onError: (error, request) => {
        const { pathname } = new URL(request.url)
        warn(
          logger,
          { event: 'request_failed', path: pathname },
          `${request.method} ${pathname} failed`,
          error,
        )
      },
    }
    this.app = new App(options)
    const publishers = new KeyRing(apiKeys)
    const publisher = bearer({
      name: 'publisherKey',
      description: 'A key of a publisher or of an operator.',
      authenticate: async (token, { request }) =>
        publishers.find(token) ?? (await operatorWho(this.app, request)),
    })
    this.app.include(
      publishingRoutes({
        publisher,
        catalogue: () => this.#catalogue,
        bodyLimitBytes,
        send: (eventType, body, sendOptions) => this.app.delivery.line.send(eventType, body, sendOptions),
      }),
    )
    this.app.include(linkRoutes(publisher, (tenant) => this.app.delivery.portalLink(tenant)))
    this.app.include(probeRoutes(whyNotReady))
    this.app.webhooks.include(this.#webhooks)
    this.#own = ownNamesOf(this.app)
  }

  get catalogue(): Catalogue | undefined {
    return this.#catalogue
  }

  /** What would be offered of a document. */
  catalogueOf(document: ForeignDocument): Catalogue {
    return new Catalogue(document, this.#own)
  }

  /**
   * Offers another catalogue from the next request on; those under way end with the one they began with.
   *
   * @throws HookwrightError `bad_declaration`, and then the old one stays.
   */
  offer(catalogue: Catalogue): void {
    const declared = new WebhookRouter()
    catalogue.declareOn(declared)
    const before = this.#catalogue
    const undo = this.#webhooks.declarations.replaceBy(declared.declarations)
    this.#catalogue = catalogue
    try {
      this.app.openapi()
    } catch (error) {
      undo()
      this.#catalogue = before
      throw error
    }
  }
}

/** Operators may do all that publishers may; also with the development token. */
async function operatorWho(app: App, request: Request): Promise<Publisher | null> {
  try {
    const caller = await app.delivery.access.callerOf(request)
    return 'operator' in caller ? { tenants: undefined } : null
  } catch {
    return null
  }
}

function descriptionOf(document: ForeignDocument | undefined): string {
  const info = document?.root['info']
  const description = isJsonObject(info) ? info['description'] : undefined
  return typeof description === 'string' ? description : ''
}

function ownNamesOf(app: App): OwnNames {
  const { paths = {}, webhooks = {}, components = {} } = app.openapi()
  const operations = [...Object.values(paths), ...Object.values(webhooks)].flatMap((item) =>
    Object.values(item).filter(isJsonObject),
  )
  return {
    schemas: Object.keys(components['schemas'] ?? {}),
    operationIds: operations.map(({ operationId }) => operationId).filter((id) => typeof id === 'string'),
    eventTypes: Object.keys(webhooks),
  }
}
