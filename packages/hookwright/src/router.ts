import type { MiddlewareHandler } from 'hono'

import { Declarations, type IncludeOptions } from './declarations.ts'
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
import type { InputOf } from './schema/schema.ts'
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
 * is where the options name no `security` of their own.
 */
export interface RouteMethod<Auth = unknown> {
  <const Path extends string>(path: Path, handler: Handler<Path, Undeclared<Auth>>): void
  <
    const Path extends string,
    P extends Maybe = undefined,
    Q extends Maybe = undefined,
    H extends Maybe = undefined,
    C extends Maybe = undefined,
    B extends Maybe = undefined,
    F extends Maybe = undefined,
    U extends FileFields | undefined = undefined,
    R extends Maybe = undefined,
    St extends number | undefined = undefined,
    Rb extends ByStatus = Nothing,
    Rc extends ByStatus = Nothing,
    Rh extends ByStatus = Nothing,
    S extends Security = Requirement<Auth>,
  >(
    path: Path,
    options: OperationOptions<Declared<P, Q, H, C, B, F, U, R, St, Rb, Rc, Rh, S>>,
    handler: [R] extends [unknown]
      ? Handler<Path, Declared<P, Q, H, C, B, F, U, R, St, Rb, Rc, Rh, S>>
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
}

/** What a webhook may declare beside its body and the receiver's answer. */
interface WebhookTypes<B extends Maybe, R extends Maybe> extends OperationTypes {
  params: undefined
  body: B
  response: R
}

/** Declares a webhook: its event type and options. There is no handler, since the subscriber has it. */
export type WebhookMethod = <B extends Maybe = undefined, R extends Maybe = undefined>(
  eventType: string,
  options?: OperationOptions<WebhookTypes<B, R>>,
) => Webhook<InputOf<B>>

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

  /** The same as the method named like it: `route('post', 'new-subscription', …)`. */
  route<B extends Maybe = undefined, R extends Maybe = undefined>(
    method: Method,
    eventType: string,
    options?: OperationOptions<WebhookTypes<B, R>>,
  ): Webhook<InputOf<B>> {
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
        const { body, examples } = operation.options
        return (await sampleBody(body, `webhook ${eventType}`, examples?.body)).wire
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

export interface RouterOptions<S extends Security = Security> {
  /**
   * For every route that has no `security` of its own. It comes before what `include` adds, and does not reach
   * webhooks: what callers must present says nothing of deliveries, which are signed.
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
  readonly webhooks: WebhookRouter = new WebhookRouter()

  readonly get: RouteMethod<Auth> = this.#method('get')
  readonly post: RouteMethod<Auth> = this.#method('post')
  readonly put: RouteMethod<Auth> = this.#method('put')
  readonly patch: RouteMethod<Auth> = this.#method('patch')
  readonly delete: RouteMethod<Auth> = this.#method('delete')
  readonly head: RouteMethod<Auth> = this.#method('head')
  readonly options: RouteMethod<Auth> = this.#method('options')
  readonly trace: RouteMethod<Auth> = this.#method('trace')

  constructor({ security }: RouterOptions<S> = {}) {
    this.declarations = new Declarations({ security })
  }

  /** The same as the method named like it: `route('get', '/users/', …)` declares what `get('/users/', …)` does. */
  route<const Path extends string>(method: Method, path: Path, handler: Handler<Path, Undeclared<Auth>>): void
  route<
    const Path extends string,
    P extends Maybe = undefined,
    Q extends Maybe = undefined,
    H extends Maybe = undefined,
    C extends Maybe = undefined,
    B extends Maybe = undefined,
    F extends Maybe = undefined,
    U extends FileFields | undefined = undefined,
    R extends Maybe = undefined,
    St extends number | undefined = undefined,
    Rb extends ByStatus = Nothing,
    Rc extends ByStatus = Nothing,
    Rh extends ByStatus = Nothing,
    By extends Security = Requirement<Auth>,
  >(
    method: Method,
    path: Path,
    options: OperationOptions<Declared<P, Q, H, C, B, F, U, R, St, Rb, Rc, Rh, By>>,
    handler: [R] extends [unknown]
      ? Handler<Path, Declared<P, Q, H, C, B, F, U, R, St, Rb, Rc, Rh, By>>
      : never,
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

  #method(method: Method): RouteMethod<Auth> {
    return (path: string, ...rest: RouteRest): void => this.#declare(method, path, rest)
  }

  #declare(method: Method, path: string, rest: RouteRest): void {
    const [options, handler] = rest.length === 1 ? [{}, rest[0]] : rest
    this.declarations.add({ method, name: path, options, handler, place: new Place() })
  }
}
