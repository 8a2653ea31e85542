import type { Awaitable, Context, Maybe } from '../operation.ts'
import { Place } from '../place.ts'
import type { ResponseOptions } from '../responses.ts'
import type { OutputOf } from '../schema/schema.ts'
import type { AuthOf, Requirement, Security } from '../security/requirement.ts'

/**
 * What handlers can need, made once a request: a session, a user, a transaction. Made by `dependency`; `Value` is what
 * handlers get.
 */
export class Dependency<out Value = unknown> {
  declare readonly '~value': Value
  /** @internal */
  readonly options: DependencyOptions
  /** @internal */
  readonly resolve: Resolve
  /** @internal */
  readonly place: Place = new Place()

  /** @internal */
  constructor(options: DependencyOptions, resolve: Resolve) {
    this.options = options
    this.resolve = resolve
  }

  /** @internal */
  get needs(): [name: string, needed: Dependency | undefined][] {
    return Object.entries(this.options.dependencies ?? {})
  }
}

/** What every handler gets; no dependency can have one of these names. */
export const reservedNames = {
  params: true,
  query: true,
  headers: true,
  cookies: true,
  body: true,
  form: true,
  files: true,
  auth: true,
  reply: true,
  signal: true,
  request: true,
} satisfies Record<keyof Context, true>

/** Dependencies under the names by which a handler gets their values. */
export type Dependencies = { readonly [name: string]: Dependency | undefined } & {
  readonly [Name in keyof typeof reservedNames]?: undefined
}

/** What a handler gets of its dependencies. */
export type ValuesOf<Needed> = {
  [Name in keyof Needed]: Needed[Name] extends Dependency<infer Value> ? Value : never
}

/** What a dependency asks of the request, and may answer: documented with, and checked for, every route that needs it. */
export interface DependencyOptions<
  D extends Dependencies = Dependencies,
  P extends Maybe = Maybe,
  Q extends Maybe = Maybe,
  H extends Maybe = Maybe,
  C extends Maybe = Maybe,
  S extends Security = Security,
> {
  /** What it needs itself, by the names under which `resolve` gets the values. */
  dependencies?: D
  /** An object schema of path parameters, which the path of every route that needs it must have. */
  params?: P
  /** An object schema, as `query` of an operation. */
  query?: Q
  /** An object schema, as `headers` of an operation. */
  headers?: H
  /** An object schema, as `cookies` of an operation. */
  cookies?: C
  /** What a caller must present, beside what the route itself asks for. */
  security?: readonly S[]
  /** What it answers by throwing an `HttpError`, by status: `404`, `4XX`. A route that declares one itself keeps its own. */
  responses?: { readonly [Status in number | '3XX' | '4XX' | '5XX']?: ResponseOptions }
}

/** What `resolve` is given: what the dependency declares, beside the values of what it needs. */
export interface DependencyContext<
  Params = undefined,
  Query = undefined,
  Headers = undefined,
  Cookies = undefined,
  Auth = undefined,
> {
  /** `undefined` unless `params` is declared, as with all of these. */
  params: Params
  query: Query
  headers: Headers
  cookies: Cookies
  /** What this dependency's `security` made of the caller. */
  auth: Auth
  /** Aborted when the caller goes away before the answer has ended. */
  signal: AbortSignal
  request: Request
}

/** A function whose types were checked where it was declared. */
export type Resolve = { resolve(context: ErasedContext): unknown }['resolve']

export type ErasedContext = DependencyContext<unknown, unknown, unknown, unknown, unknown>

/** By no name. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- that it has no key is what it says.
type Nothing = Record<never, never>

/** What a handler gets of what `resolve` returns: of a generator, what it yields. */
type Resolved<Result> = Result extends
  | Generator<infer Value, unknown, never>
  | AsyncGenerator<infer Value, unknown, never>
  ? Value
  : Awaited<Result>

/**
 * Declares what handlers need: `dependencies: { db }` in the options of a route gives its handler `db`. `resolve` runs
 * once a request, before the handler. A generator yields the value and goes on when the answer has been made (a
 * stream: when it has ended); what the handler threw is thrown at its `yield`.
 *
 * ```ts
 * const transaction = dependency({ dependencies: { db } }, async function* ({ db }) {
 *   await db.query('begin')
 *   try {
 *     yield db
 *     await db.query('commit')
 *   } catch (error) {
 *     await db.query('rollback')
 *     throw error
 *   }
 * })
 * ```
 */
export function dependency<Result>(
  resolve: (context: DependencyContext) => Result,
): Dependency<Resolved<Result>>
export function dependency<
  Result,
  D extends Dependencies = Nothing,
  P extends Maybe = undefined,
  Q extends Maybe = undefined,
  H extends Maybe = undefined,
  C extends Maybe = undefined,
  S extends Security = Requirement<undefined>,
>(
  options: DependencyOptions<D, P, Q, H, C, S>,
  resolve: (
    context: DependencyContext<OutputOf<P>, OutputOf<Q>, OutputOf<H>, OutputOf<C>, AuthOf<S>> & ValuesOf<D>,
  ) => Result,
): Dependency<Resolved<Result>>
export function dependency(
  ...rest: [resolve: Resolve] | [options: DependencyOptions, resolve: Resolve]
): Dependency {
  const [options, resolve] = rest.length === 1 ? [{}, rest[0]] : rest
  return new Dependency(options, resolve)
}

/** What stands for a dependency in tests: another of its type, or a function that gives the value. */
export type Replacement<Value> =
  | Dependency<Value>
  | ((
      context: DependencyContext,
    ) => Awaitable<Value> | Generator<Value, unknown, never> | AsyncGenerator<Value, unknown, never>)
