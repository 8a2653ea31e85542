import { Hono, type MiddlewareHandler } from 'hono'
import { HonoRequest } from 'hono/request'
import { TrieRouter } from 'hono/router/trie-router'

import { Answers } from '../answers.ts'
import { CallbackUrlInvalid } from '../callback/evaluate.ts'
import type { ResolvedMounted, ResolvedOperation } from '../declarations.ts'
import type { Dependency, ErasedContext } from '../dependencies/dependency.ts'
import type { Overrides } from '../dependencies/overrides.ts'
import { neededBy } from '../dependencies/plan.ts'
import { releaseAfter } from '../dependencies/release.ts'
import { Scope } from '../dependencies/scope.ts'
import type { Awaitable, Method } from '../operation.ts'
import { noteRoute } from '../telemetry/request-span.ts'
import { addressOf, noteAddress } from './client-address.ts'
import { Departure } from './departure.ts'
import { HttpError } from './errors.ts'
import { guardOf, identifyOnce, type Guard } from './guard.ts'
import { noParameters, parseRequest } from './parse.ts'
import { replyOf, respond } from './respond.ts'

export interface MountOptions {
  bodyLimitBytes: number
  /** Told of every error that is answered with 500. */
  onError: (error: unknown, request: Request) => void
  /** What stands for dependencies in tests. */
  overrides: Overrides
}

/** Routes that are not part of the API: the document and the docs page. */
export interface PageRoute {
  path: string
  /** Undefined where the path is another's after all. */
  respond: (request: Request) => Awaitable<Response | undefined>
}

/** Answers a request to what was mounted. */
export type Mounted = (request: Request) => Awaitable<Response>

/** Makes the HTTP application of the routes that were declared. */
export function mount(
  routes: readonly ResolvedOperation[],
  pages: readonly PageRoute[],
  mounted: readonly ResolvedMounted[],
  options: MountOptions,
): Mounted {
  const hono = new Hono()
  /** Of routes without middleware, by what Hono's router finds. */
  const direct = new Map<unknown, RouteHandler>()
  const declared = new TrieRouter<Method>()
  for (const page of pages) {
    if (!page.path.includes('{')) declared.add('ALL', page.path, 'get')
    hono.get(honoPath(page.path), async (context, next) => (await page.respond(context.req.raw)) ?? next())
  }
  for (const route of routes) declared.add('ALL', honoPath(route.name), route.method)
  // Hono answers HEAD by what it finds for GET, so routes of their own for HEAD have to come before.
  const heads = routes.filter(({ method }) => method === 'head')
  for (const route of heads) {
    const handler = handlerOf(route, options)
    const handlers = [...route.middleware, asLast(handler)].map(onlyHead)
    hono.on(['GET'], [honoPath(route.name)], ...handlers)
  }
  for (const route of routes) {
    if (route.method === 'head') continue
    const handler = handlerOf(route, options)
    const handlers = [...route.middleware, asLast(handler)]
    if (route.middleware.length === 0) direct.set(handlers[0], handler)
    hono.on([route.method.toUpperCase()], [honoPath(route.name)], ...handlers)
  }
  // The deepest first, so that each has what lies below its own path.
  for (const { path, handle, middleware } of mounted.toSorted((a, b) => b.path.length - a.path.length)) {
    const prefix = path === '/' ? '' : path
    const answer: MiddlewareHandler = async (context) => handle(below(prefix, context.req.raw))
    hono.on(['ALL'], [prefix || '/', `${prefix}/*`], ...middleware, answer)
  }
  hono.notFound(({ req }) => redirectToSlash(declared, req.raw.url) ?? notFound(declared, req.path))
  const answerError = (error: Error, request: Request): Response => {
    if (error instanceof HttpError) return error.toResponse()
    if (error instanceof CallbackUrlInvalid && error.loc) {
      const issue = { loc: [...error.loc], msg: error.message, type: error.code }
      return new HttpError(422, [issue]).toResponse()
    }
    // Hono's own middleware (bearer tokens, limits) refuses by an error that carries its answer.
    if (isAnswering(error)) return error.getResponse()
    options.onError(error, request)
    return new HttpError(500, 'Internal Server Error').toResponse()
  }
  hono.onError((error, context) => answerError(error, context.req.raw))
  return (request) => {
    // Hono's context, which only middleware looks at, costs as much as a small answer. HEAD is for Hono to turn into GET.
    if (request.method === 'HEAD') return hono.fetch(request)
    const path = hono.getPath(request)
    const match = hono.router.match(request.method, path)
    const handler = direct.get(match[0][0]?.[0][0])
    if (!handler) return hono.fetch(request)
    return handler(new HonoRequest(request, path, match)).catch((error: unknown) => {
      if (error instanceof Error) return answerError(error, request)
      throw error
    })
  }
}

function isAnswering(error: Error): error is Error & { getResponse(): Response } {
  return 'getResponse' in error
}

type RouteHandler = (hono: HonoRequest) => Promise<Response>

/** As the last of the handlers that Hono runs. */
function asLast(handler: RouteHandler): MiddlewareHandler {
  return ({ req }) => handler(req)
}

function handlerOf(
  route: ResolvedOperation,
  { bodyLimitBytes, onError, overrides }: MountOptions,
): RouteHandler {
  const place = `${route.method.toUpperCase()} ${route.name}`
  const answers = new Answers(route)
  const reply = replyOf(answers, place)
  const guard = guardOf(route.options.security)
  const plan = planOf(route, overrides)
  return async (hono) => {
    const request = hono.raw
    noteRoute(request, route.name)
    // Before anything is read: a stranger is not told what a good request would be.
    const { needed, guards } = plan()
    const identify = identifyOnce()
    const auth = guard && (await guard(request, identify))
    const auths = new Map<Dependency, unknown>()
    for (const [dependency, its] of guards) auths.set(dependency, await its(request, identify))
    const isUnseen = route.middleware.length === 0 && !guard && guards.length === 0
    const parsed = await parseRequest(hono, route.options, needed, { bodyLimitBytes, isUnseen })
    const departure: Departure = new Departure(request)
    const tell = (error: unknown) => onError(error, request)
    const scope = new Scope(overrides.actual, tell)
    let response: Response
    try {
      if (needed.length > 0) {
        await scope.resolve(needed, (dependency, values): ErasedContext => {
          const { params, query, headers, cookies } = parsed.dependencies.get(dependency) ?? noParameters
          const given = { ...values, params, query, headers, cookies, auth: auths.get(dependency), request }
          departure.lendTo(given)
          return given
        })
      }
      const values = scope.valuesOf(route.options.dependencies)
      const context = { ...values, ...parsed.own, auth, reply }
      departure.lendTo(context)
      let returned: unknown
      try {
        returned = await route.handler?.(context)
      } catch (thrown) {
        throw asError(thrown, 'The handler', place)
      }
      const answering = { place, onError: tell, leave: () => departure.leave() }
      response = await respond(returned, answers, answering, request)
    } catch (error) {
      const failure = await scope.release({ error })
      throw asError(failure?.error, 'A dependency', place)
    }
    if (!scope.holds) return response
    try {
      return await releaseAfter(response, scope, { isHead: request.method === 'HEAD', onError: tell })
    } catch (thrown) {
      throw asError(thrown, 'A dependency', place)
    }
  }
}

/** The same request, as an app that knows nothing of the prefix is to see it. */
function below(prefix: string, request: Request): Request {
  const url = new URL(request.url)
  // By segments: the path may spell some characters of the prefix in percent.
  const rest = url.pathname.split('/').slice(prefix.split('/').length)
  url.pathname = `/${rest.join('/')}`
  return noteAddress(new Request(url, request), addressOf(request))
}

/** What a route needs and who may use that; made anew when what stands for dependencies changes. */
function planOf(route: ResolvedOperation, overrides: Overrides): () => Plan {
  let made: Plan | undefined
  return () => {
    if (made?.revision !== overrides.revision) {
      const needed = neededBy(route, overrides.actual).map(({ dependency }) => dependency)
      const guards = needed.flatMap((dependency): [Dependency, Guard][] => {
        const guard = guardOf(dependency.options.security)
        return guard ? [[dependency, guard]] : []
      })
      made = { revision: overrides.revision, needed, guards }
    }
    return made
  }
}

interface Plan {
  revision: number
  needed: readonly Dependency[]
  guards: readonly (readonly [Dependency, Guard])[]
}

/** Hono lets what is no Error escape, and the request would get no answer. */
function asError(thrown: unknown, who: string, place: string): Error {
  if (thrown instanceof Error) return thrown
  return new Error(`${who} of ${place} threw what is no Error: ${String(thrown)}`, { cause: thrown })
}

function onlyHead(handler: MiddlewareHandler): MiddlewareHandler {
  return (context, next) => (context.req.method === 'HEAD' ? handler(context, next) : next())
}

/** `/users/{id}` as Hono writes it: `/users/:id`. */
function honoPath(template: string): string {
  return template.replaceAll(/\{([^{}]+)\}/g, ':$1')
}

/**
 * 307 to the path with a slash more or less where only that exists; undefined elsewhere. The address is relative, so
 * that it is right below a prefix, too, and cannot lead to another host.
 */
function redirectToSlash(declared: TrieRouter<Method>, url: string): Response | undefined {
  const { pathname, search } = new URL(url)
  const isThere = (path: string) => declared.match('ALL', path)[0].length > 0
  const other = pathname.endsWith('/') ? pathname.slice(0, -1) : `${pathname}/`
  if (other === '' || isThere(pathname) || !isThere(other)) return undefined
  const last = other.slice(other.lastIndexOf('/', other.length - 2) + 1)
  const location = (pathname.endsWith('/') ? `../${last}` : `./${last}`) + search
  return new Response(null, { status: 307, headers: { location } })
}

/** 405 with `Allow` where the path exists under other methods, else 404. */
function notFound(declared: TrieRouter<Method>, path: string): Response {
  const [matched] = declared.match('ALL', path)
  const allowed = new Set(matched.map(([method]) => method.toUpperCase()))
  if (allowed.has('GET')) allowed.add('HEAD')
  if (allowed.size === 0) return new HttpError(404, 'Not Found').toResponse()
  return new HttpError(405, 'Method Not Allowed', { allow: [...allowed].toSorted().join(', ') }).toResponse()
}
