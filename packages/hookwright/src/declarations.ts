import { HookwrightError } from './errors.ts'
import type { Operation, OperationOptions } from './operation.ts'
import type { Security } from './security/requirement.ts'
import type { MiddlewareHandler } from 'hono'

import type { WebhookHost } from './webhook.ts'

/** How a router is included in another. */
export interface IncludeOptions {
  /** Put before every path: `/shop`. Event types are left alone. */
  prefix?: string
  /** Put before every event type, as it is: `orders.`. Paths are left alone. */
  namespace?: string
  /** Put before the tags of each declaration. */
  tags?: readonly string[]
  /** For every declaration that has no `security` of its own. */
  security?: readonly Security[]
  /** True marks every declaration. */
  deprecated?: boolean
  /** False keeps every declaration out of the document. */
  includeInSchema?: boolean
}

interface Inclusion {
  included: Declarations
  /** Put before each name. */
  before: string
  options: IncludeOptions
}

/**
 * What was declared on one router, in order: records, and other routers' declarations. An inclusion is a
 * reference, not a copy, so that what is declared afterwards is never missed.
 */
export class Declarations {
  readonly #entries: (Operation | Inclusion)[] = []
  readonly #includedBy: { parent: Declarations; before: string }[] = []
  readonly #middleware: MiddlewareHandler[] = []
  readonly #own: IncludeOptions
  #revision = 0
  /** The app, where these are an app's own. */
  host: WebhookHost | undefined

  /** `own` is what holds for all of them, wherever they are included. */
  constructor(own: IncludeOptions = {}) {
    this.#own = own
  }

  add(operation: Operation): void {
    this.#entries.push(operation)
    this.#changed()
  }

  use(middleware: MiddlewareHandler): void {
    this.#middleware.push(middleware)
    this.#changed()
  }

  include(included: Declarations, before: string, options: IncludeOptions): void {
    if (included === this || included.#holds(this)) {
      throw new HookwrightError(
        'bad_declaration',
        'A router cannot be included in itself, directly or through others. Remove one of the include() calls.',
      )
    }
    this.#entries.push({ included, before, options })
    included.#includedBy.push({ parent: this, before })
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
        yield { ...entry, options: mergeOptions(entry.options, this.#own), middleware }
        continue
      }
      for (const operation of entry.included.resolved(middleware)) {
        yield {
          ...operation,
          name: entry.before + operation.name,
          options: mergeOptions(mergeOptions(operation.options, entry.options), this.#own),
        }
      }
    }
  }

  /** The apps these belong to, each with the namespace that leads there. */
  hosts(namespace = ''): { host: WebhookHost; namespace: string }[] {
    const above = this.#includedBy.flatMap(({ parent, before }) => parent.hosts(before + namespace))
    return this.host ? [{ host: this.host, namespace }, ...above] : above
  }
}

export interface ResolvedOperation extends Operation {
  /** Outermost first. */
  middleware: readonly MiddlewareHandler[]
}

/** FastAPI's rules: tags concatenate outer first, deprecated is OR, includeInSchema is AND. */
function mergeOptions(own: OperationOptions, outer: IncludeOptions): OperationOptions {
  const merged: OperationOptions = { ...own }
  if (outer.tags) merged.tags = [...outer.tags, ...(own.tags ?? [])]
  if (outer.security && !own.security) merged.security = outer.security
  if (outer.deprecated) merged.deprecated = true
  if (outer.includeInSchema === false) merged.includeInSchema = false
  return merged
}
