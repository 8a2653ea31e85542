import type { MiddlewareHandler } from 'hono'

import { Declarations, type IncludeOptions } from './declarations.ts'
import { HookwrightError } from './errors.ts'
import type {
  Awaitable,
  Context,
  ErasedHandler,
  Method,
  Operation,
  OperationOptions,
  ParamsOf,
  Result,
} from './operation.ts'
import { Place } from './place.ts'
import { sampleBody } from './schema/sample.ts'
import type { GivenOf, OutputOf, Schema } from './schema/schema.ts'
import type { Webhook } from './webhook.ts'

type Maybe = Schema | undefined

type RouteRest = [handler: ErasedHandler] | [options: OperationOptions, handler: ErasedHandler]

/** Answers a route; what it is given and may return is typed by the declaration. */
export type RouteHandler<
  Path extends string,
  P extends Maybe = undefined,
  Q extends Maybe = undefined,
  H extends Maybe = undefined,
  C extends Maybe = undefined,
  B extends Maybe = undefined,
  R extends Maybe = undefined,
> = (
  context: Context<ParamsOf<Path, P>, OutputOf<Q>, OutputOf<H>, OutputOf<C>, OutputOf<B>>,
) => Awaitable<Result<R>>

/** Declares a route: a path template (`/users/{id}`), options, and the handler that answers. */
export interface RouteMethod {
  <const Path extends string>(path: Path, handler: RouteHandler<Path>): void
  <
    const Path extends string,
    const P extends Maybe = undefined,
    const Q extends Maybe = undefined,
    const H extends Maybe = undefined,
    const C extends Maybe = undefined,
    const B extends Maybe = undefined,
    const R extends Maybe = undefined,
  >(
    path: Path,
    options: OperationOptions<P, Q, H, C, B, R>,
    handler: RouteHandler<Path, P, Q, H, C, B, R>,
  ): void
}

/** Declares a webhook: its event type and options. There is no handler, since the subscriber has it. */
export type WebhookMethod = <const B extends Maybe = undefined, const R extends Maybe = undefined>(
  eventType: string,
  options?: OperationOptions<undefined, Maybe, Maybe, Maybe, B, R>,
) => Webhook<GivenOf<B>>

/**
 * Declares webhooks, with the same methods and options as a `Router` declares routes. Its entries are
 * documented and sent, and never mounted: their names are event types, and the subscriber owns the URL.
 */
export class WebhookRouter {
  /** @internal */
  readonly declarations = new Declarations()

  readonly get: WebhookMethod = this.#method('get')
  readonly post: WebhookMethod = this.#method('post')
  readonly put: WebhookMethod = this.#method('put')
  readonly patch: WebhookMethod = this.#method('patch')
  readonly delete: WebhookMethod = this.#method('delete')
  readonly head: WebhookMethod = this.#method('head')
  readonly options: WebhookMethod = this.#method('options')
  readonly trace: WebhookMethod = this.#method('trace')
  readonly query: WebhookMethod = this.#method('query')

  /** The same as the method named like it: `route('post', 'new-subscription', …)`. */
  route<const B extends Maybe = undefined, const R extends Maybe = undefined>(
    method: Method,
    eventType: string,
    options?: OperationOptions<undefined, Maybe, Maybe, Maybe, B, R>,
  ): Webhook<GivenOf<B>> {
    return this.#declare(method, eventType, options ?? {})
  }

  /** Takes in another router's webhooks, `namespace` put before each event type. */
  include(router: WebhookRouter, options: Omit<IncludeOptions, 'prefix'> = {}): void {
    this.declarations.include(router.declarations, options.namespace ?? '', options)
  }

  #method(method: Method): WebhookMethod {
    return (eventType, options) => this.#declare(method, eventType, options ?? {})
  }

  #declare<Body>(method: Method, eventType: string, options: OperationOptions): Webhook<Body> {
    const operation: Operation = { method, name: eventType, options, handler: undefined, place: new Place() }
    this.declarations.add(operation)
    const home = () => soleHost(this.declarations, operation)
    return {
      get name() {
        return home().namespace + eventType
      },
      async send(body, sendOptions) {
        const { host, namespace } = home()
        return host.send(namespace + eventType, operation, body, sendOptions)
      },
      async sample() {
        return (await sampleBody(operation.options.body, `webhook ${eventType}`)).wire
      },
    }
  }
}

function soleHost(declarations: Declarations, operation: Operation) {
  const [home, other] = declarations.hosts()
  if (home && !other) return home
  const webhook = `The webhook ${operation.name} (declared at ${operation.place.toString()})`
  throw new HookwrightError(
    'bad_declaration',
    home
      ? `${webhook} is included more than once, so its event type is ambiguous. Include its router once, or declare the webhook on each.`
      : `${webhook} belongs to no App yet. Include its router: app.include(router).`,
  )
}

/** Declares routes, and in `webhooks` the webhooks that come along wherever it is included. */
export class Router {
  /** @internal */
  readonly declarations = new Declarations()

  /** Webhooks declared beside these routes. */
  readonly webhooks: WebhookRouter = new WebhookRouter()

  readonly get: RouteMethod = this.#method('get')
  readonly post: RouteMethod = this.#method('post')
  readonly put: RouteMethod = this.#method('put')
  readonly patch: RouteMethod = this.#method('patch')
  readonly delete: RouteMethod = this.#method('delete')
  readonly head: RouteMethod = this.#method('head')
  readonly options: RouteMethod = this.#method('options')
  readonly trace: RouteMethod = this.#method('trace')
  /** QUERY: like GET, and with a body. Documented by OpenAPI 3.2 only. */
  readonly query: RouteMethod = this.#method('query')

  /** The same as the method named like it: `route('get', '/users/', …)` declares what `get('/users/', …)` does. */
  route<const Path extends string>(method: Method, path: Path, handler: RouteHandler<Path>): void
  route<
    const Path extends string,
    const P extends Maybe = undefined,
    const Q extends Maybe = undefined,
    const H extends Maybe = undefined,
    const C extends Maybe = undefined,
    const B extends Maybe = undefined,
    const R extends Maybe = undefined,
  >(
    method: Method,
    path: Path,
    options: OperationOptions<P, Q, H, C, B, R>,
    handler: RouteHandler<Path, P, Q, H, C, B, R>,
  ): void
  route(method: Method, path: string, ...rest: RouteRest): void {
    this.#declare(method, path, rest)
  }

  /** Runs Hono middleware before every route of this router, in order. */
  use(middleware: MiddlewareHandler): void {
    this.declarations.use(middleware)
  }

  /** Takes in another router's routes, under `prefix`, and its webhooks, under `namespace`. */
  include(router: Router, options: IncludeOptions = {}): void {
    this.declarations.include(router.declarations, options.prefix ?? '', options)
    // What callers must present says nothing of deliveries: those are signed by us.
    this.webhooks.include(router.webhooks, { ...options, security: undefined })
  }

  #method(method: Method): RouteMethod {
    return (path: string, ...rest: RouteRest): void => this.#declare(method, path, rest)
  }

  #declare(method: Method, path: string, rest: RouteRest): void {
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    this.declarations.add({ method, name: path, options, handler, place: new Place() })
  }
}
