import type { MiddlewareHandler } from 'hono'

import {
  Declarations,
  type FetchHandler,
  type Home,
  type IncludeOptions,
  type SharedOptions,
} from './declarations.ts'
import type { Dependencies } from './dependencies/dependency.ts'
import { HookwrightError } from './errors.ts'
import type { FileFields } from './content/file.ts'
import type {
  Awaitable,
  ByStatus,
  ContextOf,
  ErasedHandler,
  Maybe,
  Method,
  Operation,
  OperationOptions,
  OperationTypes,
} from './operation.ts'
import { Place } from './place.ts'
import type { PlainResult, Reply } from './responses.ts'
import { sampleBody } from './schema/sample.ts'
import type { GivenOf, InputOf, SentOf } from './schema/schema.ts'
import type { AuthOf, Requirement, Security } from './security/requirement.ts'
import type { Webhook } from './webhook.ts'

type RouteRest = [handler: ErasedHandler] | [options: OperationOptions, handler: ErasedHandler]

/** The types of a declaration that says nothing. */
export interface Undeclared<Auth = unknown> extends OperationTypes {
  params: undefined
  query: undefined
  headers: undefined
  cookies: undefined
  body: undefined
  form: undefined
  files: undefined
  response: undefined
  status: undefined
  bodies: Nothing
  contents: Nothing
  answerHeaders: Nothing
  security: Requirement<Auth>
  dependencies: Nothing
}

/** By no status. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- that it has no key is what it says.
type Nothing = Record<never, never>

/**
 * Answers a route; what it is given and may return is typed by the declaration. `Types` names what it declares:
 * `RouteHandler<'/users/{id}', { body: typeof User }>`.
 */
export type RouteHandler<
  Path extends string,
  Types extends Partial<OperationTypes> = Partial<OperationTypes>,
> = Handler<
  Path,
  {
    [Option in keyof OperationTypes]: Types extends Record<Option, infer Said extends OperationTypes[Option]>
      ? Said
      : Undeclared[Option]
  }
>

/**
 * A value that `response` accepts (anything, where none is declared), a reply, or a `Response`. Written out, since
 * messages show what has no name by what it is.
 */
type Handler<Path extends string, Types extends OperationTypes> = (
  context: ContextOf<Path, Types>,
) => Awaitable<Response | Reply | PlainResult<Types>>

/**
 * Declares a route: a path template (`/users/{id}`), options, and the handler that answers. `Auth` is what `auth`
 * is where the options name no `security` of their own. Nothing is inferred from the handler: it would say nothing that
 * path and options do not, and looking costs TypeScript as much as checking 200 routes.
 */
export interface RouteMethod<Auth = unknown> {
  <const Path extends string>(path: Path, handler: NoInfer<Handler<Path, Undeclared<Auth>>>): void
  <
    const Path extends string,
    const P extends Maybe = undefined,
    const Q extends Maybe = undefined,
    const H extends Maybe = undefined,
    const C extends Maybe = undefined,
    const B extends Maybe = undefined,
    const F extends Maybe = undefined,
    U extends FileFields | undefined = undefined,
    const R extends Maybe = undefined,
    St extends number | undefined = undefined,
    Rb extends ByStatus = Nothing,
    Rc extends ByStatus = Nothing,
    Rh extends ByStatus = Nothing,
    S extends Security = Requirement<Auth>,
    D extends Dependencies = Nothing,
  >(
    path: Path,
    options: OperationOptions<Declared<P, Q, H, C, B, F, U, R, St, Rb, Rc, Rh, S, D>>,
    handler: [R] extends [unknown]
      ? NoInfer<Handler<Path, Declared<P, Q, H, C, B, F, U, R, St, Rb, Rc, Rh, S, D>>>
      : never,
  ): void
}

/** What a call declares, in the order of its type parameters. */
interface Declared<
  P extends Maybe,
  Q extends Maybe,
  H extends Maybe,
  C extends Maybe,
  B extends Maybe,
  F extends Maybe,
  U extends FileFields | undefined,
  R extends Maybe,
  St extends number | undefined,
  Rb extends ByStatus,
  Rc extends ByStatus,
  Rh extends ByStatus,
  S extends Security,
  D extends Dependencies,
> extends OperationTypes {
  params: P
  query: Q
  headers: H
  cookies: C
  body: B
  form: F
  files: U
  response: R
  status: St
  bodies: Rb
  contents: Rc
  answerHeaders: Rh
  security: S
  dependencies: D
}

/** What a webhook may declare beside its body and the receiver's answer. */
export interface WebhookTypes<B extends Maybe, R extends Maybe> extends OperationTypes {
  params: undefined
  body: B
  response: R
  dependencies: undefined
}

/** Declares a webhook: its event type and options. There is no handler, since the subscriber has it. */
export type WebhookMethod = <const B extends Maybe = undefined, const R extends Maybe = undefined>(
  eventType: string,
  options?: OperationOptions<WebhookTypes<B, R>>,
) => Webhook<GivenOf<B>, SentOf<B>, InputOf<R>>

/** What holds for every webhook of a router. */
export type WebhookRouterOptions = Pick<SharedOptions, 'tags' | 'deprecated' | 'includeInSchema'>

/**
 * Declares webhooks, with the same methods and options as a `Router` declares routes. Its entries are
 * documented and sent, and never mounted: their names are event types, and the subscriber owns the URL.
 */
export class WebhookRouter {
  /** @internal */
  readonly declarations: Declarations

  readonly get: WebhookMethod = this.#method('get')
  readonly post: WebhookMethod = this.#method('post')
  readonly put: WebhookMethod = this.#method('put')
  readonly patch: WebhookMethod = this.#method('patch')
  readonly delete: WebhookMethod = this.#method('delete')
  readonly head: WebhookMethod = this.#method('head')
  readonly options: WebhookMethod = this.#method('options')
  readonly trace: WebhookMethod = this.#method('trace')
  readonly query: WebhookMethod = this.#method('query')

  /** `shared` is what holds for all of them. */
  constructor({ tags, deprecated, includeInSchema }: WebhookRouterOptions = {}) {
    this.declarations = new Declarations({ tags, deprecated, includeInSchema })
  }

  /** The same as the method named like it: `route('post', 'new-subscription', …)`. */
  route<const B extends Maybe = undefined, const R extends Maybe = undefined>(
    method: Method,
    eventType: string,
    options?: OperationOptions<WebhookTypes<B, R>>,
  ): Webhook<GivenOf<B>, SentOf<B>, InputOf<R>> {
    return this.#declare(method, eventType, options ?? {})
  }

  /** Takes in another router's webhooks, `namespace` put before each event type. */
  include(router: WebhookRouter, options: WebhookRouterOptions & { namespace?: string } = {}): void {
    const { namespace = '', tags, deprecated, includeInSchema } = options
    this.declarations.include(router.declarations, namespace, { tags, deprecated, includeInSchema })
  }

  #method(method: Method): WebhookMethod {
    return (eventType, options) => this.#declare(method, eventType, options ?? {})
  }

  #declare<Body, Sent, Answer>(
    method: Method,
    eventType: string,
    options: OperationOptions,
  ): Webhook<Body, Sent, Answer> {
    const operation: Operation = { method, name: eventType, options, handler: undefined, place: new Place() }
    this.declarations.add(operation)
    const home = () => soleHost(this.declarations.hosts(), operation, webhookHomes)
    return {
      get name() {
        return home().namespace + eventType
      },
      async send(body, sendOptions) {
        const { host, namespace } = home()
        return await host.send(namespace + eventType, operation, body, sendOptions)
      },
      async sample() {
        const { body, examples } = operation.options
        return (await sampleBody(body, `webhook ${eventType}`, examples?.body)).wire
      },
    }
  }
}

const webhookHomes = {
  noun: 'webhook',
  none: 'belongs to no App yet. Include its router: app.include(router)',
  several:
    'is included more than once, so its event type is ambiguous. Include its router once, or declare the webhook on each',
}

/**
 * The one App that is to deliver what was declared.
 *
 * @throws HookwrightError `bad_declaration`
 */
export function soleHost(
  [home, other]: readonly Home[],
  operation: Operation,
  words: { noun: string; none: string; several: string },
): Home {
  if (home && !other) return home
  const declared = `The ${words.noun} ${operation.name} (declared at ${operation.place.toString()})`
  throw new HookwrightError('bad_declaration', `${declared} ${home ? words.several : words.none}.`)
}

/** What holds for everything that is declared on a router, wherever it is included. It is nearer than what `include` adds. */
export interface RouterOptions<S extends Security = Security> extends SharedOptions {
  /**
   * For every route that has no `security` of its own. It does not reach webhooks: what callers must present says
   * nothing of deliveries, which are signed.
   */
  security?: readonly S[]
}

/**
 * Declares routes, and in `webhooks` the webhooks that come along wherever it is included. `S` are the alternatives of
 * its `security`, `Auth` is what they make of a caller.
 */
export class Router<S extends Security = Requirement, out Auth = AuthOf<S>> {
  /** @internal */
  readonly declarations: Declarations

  /** Webhooks declared beside these routes. */
  readonly webhooks: WebhookRouter

  readonly get: RouteMethod<Auth> = this.#method('get')
  readonly post: RouteMethod<Auth> = this.#method('post')
  readonly put: RouteMethod<Auth> = this.#method('put')
  readonly patch: RouteMethod<Auth> = this.#method('patch')
  readonly delete: RouteMethod<Auth> = this.#method('delete')
  readonly head: RouteMethod<Auth> = this.#method('head')
  readonly options: RouteMethod<Auth> = this.#method('options')
  readonly trace: RouteMethod<Auth> = this.#method('trace')
  /** QUERY: like GET, and with a body. Documented by OpenAPI 3.2 only. */
  readonly query: RouteMethod<Auth> = this.#method('query')

  constructor({
    tags,
    deprecated,
    includeInSchema,
    security,
    responses,
    callbacks,
    dependencies,
  }: RouterOptions<S> = {}) {
    const shared = { tags, deprecated, includeInSchema }
    this.declarations = new Declarations({ ...shared, security, responses, callbacks, dependencies })
    this.webhooks = new WebhookRouter(shared)
  }

  /** The same as the method named like it: `route('get', '/users/', …)` declares what `get('/users/', …)` does. */
  route<const Path extends string>(
    method: Method,
    path: Path,
    handler: NoInfer<Handler<Path, Undeclared<Auth>>>,
  ): void
  route<
    const Path extends string,
    const P extends Maybe = undefined,
    const Q extends Maybe = undefined,
    const H extends Maybe = undefined,
    const C extends Maybe = undefined,
    const B extends Maybe = undefined,
    const F extends Maybe = undefined,
    U extends FileFields | undefined = undefined,
    const R extends Maybe = undefined,
    St extends number | undefined = undefined,
    Rb extends ByStatus = Nothing,
    Rc extends ByStatus = Nothing,
    Rh extends ByStatus = Nothing,
    By extends Security = Requirement<Auth>,
    D extends Dependencies = Nothing,
  >(
    method: Method,
    path: Path,
    options: OperationOptions<Declared<P, Q, H, C, B, F, U, R, St, Rb, Rc, Rh, By, D>>,
    handler: [R] extends [unknown]
      ? NoInfer<Handler<Path, Declared<P, Q, H, C, B, F, U, R, St, Rb, Rc, Rh, By, D>>>
      : never,
  ): void
  route(method: Method, path: string, ...rest: RouteRest): void {
    this.#declare(method, path, rest)
  }

  /** Runs Hono middleware before every route of this router, in order. */
  use(middleware: MiddlewareHandler): void {
    this.declarations.use(middleware)
  }

  /**
   * Takes in another router's routes, under `prefix`, and its webhooks, under `namespace`. An App is a router, too: it
   * is then this one's App that serves, documents and delivers what was declared there.
   */
  include(router: Router, options: IncludeOptions = {}): void {
    this.declarations.include(router.declarations, options.prefix ?? '', options)
    // What callers must present, and are answered, says nothing of deliveries: `webhooks` takes what does.
    this.webhooks.include(router.webhooks, options)
  }

  /**
   * Hands every request below a path to another app on the fetch standard, which sees the path without `prefix`. It
   * keeps its own document, errors and webhooks; to have those in this one, `include` a router instead. What is
   * declared here comes first.
   */
  mount(prefix: string, app: FetchHandler | { fetch: FetchHandler }): void {
    // Called on what it came with: some apps need their `this`.
    const handle: FetchHandler = typeof app === 'function' ? app : (request) => app.fetch(request)
    this.declarations.mount({ path: prefix, handle, place: new Place() })
  }

  #method(method: Method): RouteMethod<Auth> {
    return (path: string, ...rest: RouteRest): void => this.#declare(method, path, rest)
  }

  #declare(method: Method, path: string, rest: RouteRest): void {
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    this.declarations.add({ method, name: path, options, handler, place: new Place() })
  }
}
