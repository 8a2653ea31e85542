import { parse } from 'hono/utils/cookie'

import type { JsonSchema } from '../schema/schema.ts'
import { schemeOf, type Known, type SchemeOptions, type SecurityScheme } from './scheme.ts'

/** A token in `authorization: Bearer …` (RFC 6750). */
export function bearer<const Name extends string, Result = never>(
  options: SchemeOptions<Name, string, Result> & {
    /** A hint for readers: `JWT`. */
    bearerFormat?: string
  },
): SecurityScheme<Known<Result>, string, Name> {
  const { bearerFormat } = options
  const definition = { type: 'http', scheme: 'bearer', ...(bearerFormat !== undefined && { bearerFormat }) }
  return schemeOf({ ...byBearerToken, definition }, options)
}

/** A name and password in `authorization: Basic …` (RFC 7617). */
export function basic<const Name extends string, Result = never>(
  options: SchemeOptions<Name, BasicCredentials, Result> & {
    /** What browsers show when they ask for them. Default: the scheme's name. */
    realm?: string
  },
): SecurityScheme<Known<Result>, string, Name> {
  const realm = (options.realm ?? options.name).replaceAll(/["\\]/g, '\\$&')
  return schemeOf(
    {
      definition: { type: 'http', scheme: 'basic' },
      challenge: `Basic realm="${realm}", charset="UTF-8"`,
      bearer: false,
      read: readBasic,
    },
    options,
  )
}

export interface BasicCredentials {
  username: string
  password: string
}

/** A key in a header, a query parameter or a cookie. */
export function apiKey<const Name extends string, Result = never>(
  options: SchemeOptions<Name, string, Result> & {
    in: 'header' | 'query' | 'cookie'
    /** The name of the header, parameter or cookie. */
    key: string
  },
): SecurityScheme<Known<Result>, string, Name> {
  const { in: place, key } = options
  return schemeOf(
    {
      definition: { type: 'apiKey', in: place, name: key },
      challenge: 'ApiKey',
      bearer: false,
      read: (request) => readKey(request, place, key) || undefined,
    },
    options,
  )
}

/** A flow of OAuth 2.0 (OAuth Flow Object, OpenAPI 3.1, 4.8.29). */
interface Flow<Scope extends string> {
  /** What each allows, by scope. */
  scopes: { readonly [Name in Scope]?: string }
  refreshUrl?: string
}

export interface OAuth2Flows<Scope extends string> {
  implicit?: Flow<Scope> & { authorizationUrl: string }
  password?: Flow<Scope> & { tokenUrl: string }
  clientCredentials?: Flow<Scope> & { tokenUrl: string }
  authorizationCode?: Flow<Scope> & { authorizationUrl: string; tokenUrl: string }
}

/** An access token of OAuth 2.0 in `authorization: Bearer …`, and how to get one. It issues none. */
export function oauth2<const Name extends string, Scope extends string, Result = never>(
  options: SchemeOptions<Name, string, Result> & { flows: OAuth2Flows<Scope> },
): SecurityScheme<Known<Result>, Scope, Name> {
  const flows = Object.entries(options.flows).map(([name, flow]): [string, JsonSchema] => [
    name,
    { ...flow, scopes: { ...flow.scopes } },
  ])
  return schemeOf(
    {
      ...byBearerToken,
      definition: { type: 'oauth2', flows: Object.fromEntries(flows) },
      knownScopes: Object.values(options.flows).flatMap(({ scopes }) => Object.keys(scopes)),
    },
    options,
  )
}

/** A token of an OpenID Connect provider in `authorization: Bearer …`. `authenticate` verifies it. */
export function openIdConnect<const Name extends string, Result = never>(
  options: SchemeOptions<Name, string, Result> & {
    /** The provider's discovery document: `https://…/.well-known/openid-configuration`. */
    openIdConnectUrl: string
  },
): SecurityScheme<Known<Result>, string, Name> {
  const { openIdConnectUrl } = options
  return schemeOf({ ...byBearerToken, definition: { type: 'openIdConnect', openIdConnectUrl } }, options)
}

const byBearerToken = { challenge: 'Bearer', bearer: true, read: readBearer } as const

/** The syntax of RFC 6750, 2.1; whatever else stands behind `Bearer` cannot be a token. */
function readBearer(request: Request): string | null | undefined {
  const given = after('bearer', request)
  return given === undefined || /^[\w~+/.-]+=*$/.test(given) ? given : null
}

function readBasic(request: Request): BasicCredentials | null | undefined {
  const given = after('basic', request)
  if (given === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(given), (character) => character.charCodeAt(0))
    const [, username, password] =
      /^([^:]*):(.*)$/s.exec(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) ?? []
    return username === undefined || password === undefined ? null : { username, password }
  } catch {
    return null
  }
}

/** What follows the name of a scheme in `authorization`; undefined where another scheme, or nothing, is there. */
function after(scheme: string, request: Request): string | undefined {
  const [, name, rest] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(request.headers.get('authorization') ?? '') ?? []
  return name?.toLowerCase() === scheme ? rest : undefined
}

function readKey(
  request: Request,
  place: 'header' | 'query' | 'cookie',
  key: string,
): string | null | undefined {
  if (place === 'header') return request.headers.get(key)
  if (place === 'query') return new URL(request.url).searchParams.get(key)
  return parse(request.headers.get('cookie') ?? '', key)[key]
}
