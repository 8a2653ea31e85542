import type { CallbackRouter } from './callback-router.ts'
import type { Dependency } from './dependencies/dependency.ts'
import { HookwrightError } from './errors.ts'
import type { Awaitable, Operation, OperationOptions } from './operation.ts'
import type { Place } from './place.ts'
import type { Security } from './security/requirement.ts'
import type { MiddlewareHandler } from 'hono'

import type { WebhookHost } from './webhook.ts'

/** What can be said once for many declarations: on a router, or where it is included. */
export interface SharedOptions {
  /** Put before the tags of each declaration. */
  tags?: readonly string[] | undefined
  /** For every route that has no `security` of its own. */
  security?: readonly Security[] | undefined
  /** Added to the `responses` of each route; what that declares for the same status stands. */
  responses?: OperationOptions['responses'] | undefined
  /** Put before the callbacks of each route. */
  callbacks?: readonly CallbackRouter[] | undefined
  /** Run before those of each route, in order. */
  dependencies?: readonly Dependency[] | undefined
  /** True marks every declaration. */
  deprecated?: boolean | undefined
  /** False keeps every declaration out of the document. */
  includeInSchema?: boolean | undefined
}

/** How a router is included in another. */
export interface IncludeOptions extends SharedOptions {
  /** Put before every path: `/shop`. Event types are left alone. */
  prefix?: string
  /** Put before every event type, as it is: `orders.`. Paths are left alone. */
  namespace?: string
  /** Hono middleware that runs before that of the router. */
  middleware?: readonly MiddlewareHandler[]
}

/** What `fetch` of an app on the fetch standard is. */
export type FetchHandler = (request: Request) => Awaitable<Response>

/** Another app below a path. */
export interface Mounted {
  path: string
  handle: FetchHandler
  place: Place
}

/** With the prefixes of the routers it was included through, and the middleware, outermost first. */
export interface ResolvedMounted extends Mounted {
  middleware: readonly MiddlewareHandler[]
}

/** An app, and the namespace of what is declared by the time it is there. */
export interface Home {
  host: WebhookHost
  namespace: string
}

interface Inclusion {
  included: Declarations
  /** Put before each name. */
  before: string
  options: Omit<IncludeOptions, 'prefix' | 'namespace'>
}

/**
 * What was declared on one router, in order: records, and other routers' declarations. An inclusion is a
 * reference, not a copy, so that what is declared afterwards is never missed.
 */
export class Declarations {
  readonly #entries: (Operation | Inclusion)[] = []
  readonly #includedBy: { parent: Declarations; before: string }[] = []
  readonly #middleware: MiddlewareHandler[] = []
  readonly #mounted: Mounted[] = []
  readonly #own: SharedOptions
  #revision = 0
  /** The app, where these are an app's own. */
  host: WebhookHost | undefined

  /** `own` is what holds for all of them, wherever they are included. */
  constructor(own: SharedOptions = {}) {
    this.#own = own
    this.#attach(own.callbacks)
  }

  add(operation: Operation): void {
    this.#entries.push(operation)
    this.#attach(operation.options.callbacks)
    this.#changed()
  }

  /** Puts what another list declares in the place of what this one does; the returned function puts it back. */
  replaceBy(other: Declarations): () => void {
    const before = this.#entries.splice(0, this.#entries.length, ...other.#entries)
    this.#changed()
    return () => {
      this.#entries.splice(0, this.#entries.length, ...before)
      this.#changed()
    }
  }

  mount(mounted: Mounted): void {
    this.#mounted.push(mounted)
    this.#changed()
  }

  /** Callbacks are not among these declarations, but change and are delivered with them. */
  #attach(callbacks: readonly CallbackRouter[] = []): void {
    for (const { declarations } of callbacks) declarations.#includedBy.push({ parent: this, before: '' })
  }

  use(middleware: MiddlewareHandler): void {
    this.#middleware.push(middleware)
    this.#changed()
  }

  include(included: Declarations, before: string, options: Inclusion['options']): void {
    if (included === this || included.#holds(this)) {
      throw new HookwrightError(
        'bad_declaration',
        'A router cannot be included in itself, directly or through others. Remove one of the include() calls.',
      )
    }
    this.#entries.push({ included, before, options })
    included.#includedBy.push({ parent: this, before })
    this.#attach(options.callbacks)
    this.#changed()
  }

  #changed(): void {
    this.#revision++
    for (const { parent } of this.#includedBy) parent.#changed()
  }

  #holds(other: Declarations): boolean {
    return this.#entries.some(
      (entry) => 'included' in entry && (entry.included === other || entry.included.#holds(other)),
    )
  }

  /** Grows with every declaration, here and in what is included: tells whether anything made from them is stale. */
  get revision(): number {
    return this.#revision
  }

  get middleware(): readonly MiddlewareHandler[] {
    return this.#middleware
  }

  /**
   * Every operation under its full name, with what the inclusions add, in order of declaration. `outer` is
   * the middleware that runs before these declarations' own.
   */
  *resolved(outer: readonly MiddlewareHandler[] = []): Generator<ResolvedOperation> {
    const middleware = [...outer, ...this.#middleware]
    for (const entry of this.#entries) {
      if (!('included' in entry)) {
        yield {
          ...entry,
          options: mergeOptions(entry.options, this.#own),
          middleware,
          dependencies: this.#own.dependencies ?? [],
        }
        continue
      }
      for (const operation of entry.included.resolved([...middleware, ...(entry.options.middleware ?? [])])) {
        yield {
          ...operation,
          name: entry.before + operation.name,
          options: mergeOptions(mergeOptions(operation.options, entry.options), this.#own),
          dependencies: [
            ...(this.#own.dependencies ?? []),
            ...(entry.options.dependencies ?? []),
            ...operation.dependencies,
          ],
        }
      }
    }
  }

  /** Every mounted app under its full path, those of this router first. */
  *mounted(outer: readonly MiddlewareHandler[] = [], before = ''): Generator<ResolvedMounted> {
    const middleware = [...outer, ...this.#middleware]
    for (const mounted of this.#mounted) yield { ...mounted, path: before + mounted.path, middleware }
    for (const entry of this.#entries) {
      if (!('included' in entry)) continue
      const inner = [...middleware, ...(entry.options.middleware ?? [])]
      yield* entry.included.mounted(inner, before + entry.before)
    }
  }

  /** The outermost apps these belong to, each once by a namespace that leads there. */
  hosts(namespace = ''): Home[] {
    const above = this.#includedBy.flatMap(({ parent, before }) => parent.hosts(before + namespace))
    if (above.length === 0) return this.host ? [{ host: this.host, namespace }] : []
    return above
  }
}

export interface ResolvedOperation extends Operation {
  /** Outermost first. */
  middleware: readonly MiddlewareHandler[]
  /** What routers ask for on its behalf, outermost first. */
  dependencies: readonly Dependency[]
}

/**
 * FastAPI's rules: tags, callbacks and dependencies concatenate outer first, of responses for one status the nearest stands, as
 * does the nearest security; deprecated is OR, includeInSchema is AND.
 */
function mergeOptions(own: OperationOptions, outer: SharedOptions): OperationOptions {
  const merged: OperationOptions = { ...own }
  if (outer.tags) merged.tags = [...outer.tags, ...(own.tags ?? [])]
  if (outer.callbacks) merged.callbacks = [...outer.callbacks, ...(own.callbacks ?? [])]
  if (outer.responses) merged.responses = { ...outer.responses, ...own.responses }
  if (outer.security && !own.security) merged.security = outer.security
  if (outer.deprecated) merged.deprecated = true
  if (outer.includeInSchema === false) merged.includeInSchema = false
  return merged
}
