import { HookwrightError } from '../errors.ts'
import type { Awaitable } from '../operation.ts'
import type { JsonSchema, JsonValue } from '../schema/schema.ts'
import { SchemeRequirement, type RequirementPart } from './requirement.ts'

/** What `authenticate` is told beside the credentials. */
export interface Asked {
  request: Request
  /** The scopes that the operation requires. Whether the caller has them is told by `scopesOf`. */
  scopes: readonly string[]
}

/** What is left of `authenticate`'s result when the callers that it refused are gone. */
export type Known<Result> = Exclude<Result, null | undefined | false>

/** What every kind of scheme takes. */
export interface SchemeOptions<Name extends string, Credentials, Result> {
  /** Its name in the document, and under `auth` where it is one of `all(…)`. */
  name: Name
  /** CommonMark. */
  description?: string
  /**
   * Tells who presents these credentials; `null` (also `undefined` and `false`) refuses with 401. Compare secrets in
   * constant time. Without it a scheme can only document what a webhook's subscriber asks for.
   */
  authenticate?: (credentials: Credentials, asked: Asked) => Awaitable<Result>
  /** The scopes that a caller has. Needed where operations require some; who lacks one is answered with 403. */
  scopesOf?: (user: NoInfer<Known<Result>>) => readonly string[]
  /** Merged into the Security Scheme Object as it is: for `x-` properties. */
  extra?: Readonly<Record<string, JsonValue>>
}

/** What tells one kind of scheme from another. */
export interface Kind<Credentials> {
  /** The Security Scheme Object (OpenAPI 3.1, 4.8.27), without its description. */
  definition: JsonSchema
  /** What a 401 answers in `www-authenticate` (RFC 9110, 11.6.1). */
  challenge: string
  /** Whether the challenge takes the parameters of RFC 6750, 3. */
  bearer: boolean
  /** The scopes that there are; undefined where any text can be one. */
  knownScopes?: readonly string[]
  /** Undefined where the request carries none of this kind; null where they cannot be read. */
  read: (request: Request) => Credentials | null | undefined
}

/** What came of looking for one scheme's credentials in a request. */
export type Identified =
  | { found: 'nothing' }
  | { found: 'refused' }
  | { found: 'user'; user: unknown; missing: readonly string[] }

/**
 * A security scheme, for `security` of operations, routers and apps: there it guards and is documented. `User` is
 * what its `authenticate` makes of a caller.
 */
export class SecurityScheme<
  out User = unknown,
  in Scope extends string = never,
  out Name extends string = string,
> extends SchemeRequirement<User, Name> {
  readonly name: Name
  /** @internal */
  readonly kind: Omit<Kind<unknown>, 'read'>
  /** @internal */
  readonly identify: ((asked: Asked) => Promise<Identified>) | undefined
  /** @internal */
  readonly knowsScopes: boolean
  readonly #users: WeakMap<Request, { user: User }>

  /** @internal */
  constructor(
    name: Name,
    kind: Omit<Kind<unknown>, 'read'>,
    knowsScopes: boolean,
    users: WeakMap<Request, { user: User }>,
    identify: ((asked: Asked) => Promise<Identified>) | undefined,
  ) {
    super()
    this.name = name
    this.kind = kind
    this.knowsScopes = knowsScopes
    this.#users = users
    this.identify = identify
  }

  /** @internal */
  override get parts(): readonly RequirementPart[] {
    return [{ scheme: this, scopes: [] }]
  }

  /** The same, and the caller must have all of these scopes; who lacks one is answered with 403. */
  requires(...scopes: readonly [Scope, ...Scope[]]): SchemeRequirement<User, Name> {
    return new Scoped<User, Name>([{ scheme: this, scopes }])
  }

  /**
   * Who sent a request, for code beside the handler of an operation that this scheme guards.
   *
   * @throws HookwrightError `not_authenticated` where it did not guard, or another alternative let the caller in.
   */
  of(request: Request): User {
    const known = this.#users.get(request)
    if (known) return known.user
    throw new HookwrightError(
      'not_authenticated',
      `The security scheme "${this.name}" did not identify who sent this request. Put it into \`security\` of the operation, or of its router; where it is one of several alternatives, use \`auth\`.`,
    )
  }
}

class Scoped<User, Name extends string> extends SchemeRequirement<User, Name> {
  override readonly parts: readonly RequirementPart[]

  constructor(parts: readonly RequirementPart[]) {
    super()
    this.parts = parts
  }
}

/** Makes a scheme of one kind. */
export function schemeOf<Name extends string, Credentials, Result, Scope extends string>(
  { read, ...kind }: Kind<Credentials>,
  { name, description, authenticate, scopesOf, extra }: SchemeOptions<Name, Credentials, Result>,
): SecurityScheme<Known<Result>, Scope, Name> {
  const definition = { ...kind.definition, ...(description !== undefined && { description }), ...extra }
  const users = new WeakMap<Request, { user: Known<Result> }>()
  const identify = async (asked: Asked): Promise<Identified> => {
    const credentials = read(asked.request)
    if (credentials === undefined) return { found: 'nothing' }
    const user = credentials === null ? null : await authenticate?.(credentials, asked)
    if (!isKnown(user)) return { found: 'refused' }
    const granted = asked.scopes.length > 0 ? (scopesOf?.(user) ?? []) : []
    const missing = asked.scopes.filter((scope) => !granted.includes(scope))
    if (missing.length === 0) users.set(asked.request, { user })
    return { found: 'user', user, missing }
  }
  return new SecurityScheme(
    name,
    { ...kind, definition },
    scopesOf !== undefined,
    users,
    authenticate && identify,
  )
}

function isKnown<Result>(result: Result): result is Known<Result> {
  return result !== null && result !== undefined && result !== false
}
