import type { SecurityScheme } from './scheme.ts'

/**
 * What a caller must present. `User` is what the schemes' `authenticate` makes of it, and what a handler gets as
 * `auth`.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- handlers' types are made of it.
export abstract class Requirement<out User = unknown> {
  declare readonly '~user': User
  /**
   * The schemes that must all be satisfied; none lets everyone in.
   *
   * @internal
   */
  abstract readonly parts: readonly RequirementPart[]

  /**
   * What the handler gets, of what each part's `authenticate` gave.
   *
   * @internal
   */
  abstract userOf(users: readonly unknown[]): unknown
}

/** One scheme, with what a caller must be allowed beyond being known. */
export interface RequirementPart {
  scheme: SecurityScheme
  scopes: readonly string[]
}

/** A requirement of one scheme, which `all` puts under its name. */
export abstract class SchemeRequirement<
  out User = unknown,
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- `all` makes its keys of it.
  out Name extends string = string,
> extends Requirement<User> {
  declare readonly '~name': Name

  /** @internal */
  override userOf([user]: readonly unknown[]): unknown {
    return user
  }
}

/** A Security Requirement Object (OpenAPI 3.1, 4.8.30), for the document only: scopes by name of a scheme. */
export type SecurityRequirement = Readonly<Record<string, readonly string[]>>

/** One alternative of `security`. */
export type Security = Requirement | SecurityRequirement

/** What a handler gets as `auth`: of whichever alternative the caller satisfied. */
export type AuthOf<Alternatives> = [Alternatives] extends [never]
  ? undefined
  : Alternatives extends Requirement<infer User>
    ? User
    : undefined

/**
 * Lets everyone in, with `auth` being `null`: `security: [staff, none]` makes credentials optional. Credentials that
 * are presented and wrong are refused all the same.
 */
export const none: Requirement<null> = new (class extends Requirement<null> {
  override readonly parts = []

  override userOf(): null {
    return null
  }
})()

type Together<Parts extends readonly SchemeRequirement[]> = {
  [Part in Parts[number] as Part['~name']]: Part['~user']
}

/** Asks for all of these at once; `auth` holds what each gave, by the name of its scheme: `auth.staff`. */
export function all<const Parts extends readonly [SchemeRequirement, ...SchemeRequirement[]]>(
  ...requirements: Parts
): Requirement<Together<Parts>> {
  return new AllOf<Together<Parts>>(requirements.flatMap(({ parts }) => parts))
}

class AllOf<User> extends Requirement<User> {
  override readonly parts: readonly RequirementPart[]

  constructor(parts: readonly RequirementPart[]) {
    super()
    this.parts = parts
  }

  override userOf(users: readonly unknown[]): unknown {
    return Object.fromEntries(this.parts.map(({ scheme }, index) => [scheme.name, users[index]]))
  }
}
