import { none, Requirement, type RequirementPart, type Security } from '../security/requirement.ts'
import type { Identified, SecurityScheme } from '../security/scheme.ts'
import { HttpError } from './errors.ts'

/** Finds out who calls an operation with this `security`, before anything of the request is read. */
export type Guard = (request: Request) => Promise<unknown>

/**
 * The guard of an operation; undefined where nothing guards it. It gives what the first satisfied alternative makes
 * of the caller, and throws HttpError 401 or 403 where none is satisfied. `none` comes last: it lets in whoever
 * presents nothing, but not whoever presents what is wrong.
 */
export function guardOf(security: readonly Security[] | undefined): Guard | undefined {
  const alternatives = (security ?? []).filter((one) => one instanceof Requirement)
  if (alternatives.length === 0) return undefined
  const open = alternatives.includes(none)
  const closed = alternatives.filter((alternative) => alternative !== none)
  return async (request) => {
    let refused = false
    let missing: RequirementPart | undefined
    for (const alternative of closed) {
      const users = []
      for (const part of alternative.parts) {
        const identified = await identify(part, request)
        if (identified.found === 'user' && identified.missing.length === 0) users.push(identified.user)
        else if (identified.found === 'user') missing ??= { ...part, scopes: identified.missing }
        refused ||= identified.found === 'refused'
      }
      if (users.length > 0 && users.length === alternative.parts.length) return alternative.userOf(users)
    }
    if (open && !refused) return null
    if (missing) throw forbidden(missing)
    throw unauthorized(closed, refused)
  }
}

async function identify({ scheme, scopes }: RequirementPart, request: Request): Promise<Identified> {
  return (await scheme.identify?.({ request, scopes })) ?? { found: 'nothing' }
}

function unauthorized(alternatives: readonly Requirement[], refused: boolean): HttpError {
  const schemes = new Set(alternatives.flatMap(({ parts }) => parts.map(({ scheme }) => scheme)))
  return new HttpError(
    401,
    refused ? 'The credentials are not valid' : 'Not authenticated',
    challenges([...schemes].map((scheme) => challenge(scheme, refused ? 'error="invalid_token"' : ''))),
  )
}

function forbidden({ scheme, scopes }: RequirementPart): HttpError {
  const needed = scopes.join(' ')
  return new HttpError(
    403,
    `The credentials do not allow this: they lack ${needed}`,
    scheme.kind.bearer
      ? challenges([challenge(scheme, `error="insufficient_scope", scope="${needed}"`)])
      : {},
  )
}

function challenge({ kind }: SecurityScheme, parameters: string): string {
  return kind.bearer && parameters !== '' ? `${kind.challenge} ${parameters}` : kind.challenge
}

function challenges(all: readonly string[]): Record<string, string> {
  return { 'www-authenticate': [...new Set(all)].join(', ') }
}
