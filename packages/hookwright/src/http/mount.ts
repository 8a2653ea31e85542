import { Hono } from 'hono'
import type { Context as HonoContext, MiddlewareHandler } from 'hono'
import { TrieRouter } from 'hono/router/trie-router'

import { Answers } from '../answers.ts'
import type { ResolvedOperation } from '../declarations.ts'
import type { Awaitable, Context, Method } from '../operation.ts'
import { noteRoute } from '../telemetry/request-span.ts'
import { Departure } from './departure.ts'
import { HttpError } from './errors.ts'
import { guardOf } from './guard.ts'
import { parseRequest } from './parse.ts'
import { replyOf, respond } from './respond.ts'

export interface MountOptions {
  bodyLimitBytes: number
  /** Told of every error that is answered with 500. */
  onError: (error: unknown, request: Request) => void
}

/** Routes that are not part of the API: the document and the docs page. */
export interface PageRoute {
  path: string
  /** Undefined where the path is another's after all. */
  respond: (request: Request) => Awaitable<Response | undefined>
}

/** Makes the HTTP application of the routes that were declared. */
export function mount(
  routes: readonly ResolvedOperation[],
  pages: readonly PageRoute[],
  options: MountOptions,
): Hono {
  const hono = new Hono()
  const declared = new TrieRouter<Method>()
  for (const page of pages) {
    if (!page.path.includes('{')) declared.add('ALL', page.path, 'get')
    hono.get(honoPath(page.path), async (context, next) => (await page.respond(context.req.raw)) ?? next())
  }
  for (const route of routes) declared.add('ALL', honoPath(route.name), route.method)
  // Hono answers HEAD by what it finds for GET, so routes of their own for HEAD have to come before.
  const heads = routes.filter(({ method }) => method === 'head')
  for (const route of heads) {
    const handlers = [...route.middleware, handlerOf(route, options)].map(onlyHead)
    hono.on(['GET'], [honoPath(route.name)], ...handlers)
  }
  for (const route of routes) {
    if (route.method === 'head') continue
    const handlers = [...route.middleware, handlerOf(route, options)]
    hono.on([route.method.toUpperCase()], [honoPath(route.name)], ...handlers)
  }
  hono.notFound((context) => notFound(declared, context.req.path))
  hono.onError((error, context) => {
    if (error instanceof HttpError) return error.toResponse()
    // Hono's own middleware (bearer tokens, limits) refuses by an error that carries its answer.
    if ('getResponse' in error) return error.getResponse()
    options.onError(error, context.req.raw)
    return new HttpError(500, 'Internal Server Error').toResponse()
  })
  return hono
}

function handlerOf(route: ResolvedOperation, { bodyLimitBytes, onError }: MountOptions): MiddlewareHandler {
  const place = `${route.method.toUpperCase()} ${route.name}`
  const answers = new Answers(route)
  const reply = replyOf(answers, place)
  const guard = guardOf(route.options.security)
  return async (hono: HonoContext) => {
    noteRoute(hono.req.raw, route.name)
    const request = hono.req.raw
    // Before anything is read: a stranger is not told what a good request would be.
    const auth = await guard?.(request)
    const parsed = await parseRequest(hono, route.options, bodyLimitBytes)
    const departure = new Departure(request)
    const context: Context = {
      ...parsed,
      auth,
      reply,
      get signal() {
        return departure.signal
      },
    }
    return respond(await call(route.handler, context, place), answers, {
      place,
      onError: (error) => onError(error, request),
      leave: () => departure.leave(),
    })
  }
}

/** Hono lets what is no Error escape, and the request would get no answer. */
async function call(
  handler: ResolvedOperation['handler'],
  context: Context,
  place: string,
): Promise<unknown> {
  try {
    return await handler?.(context)
  } catch (thrown) {
    if (thrown instanceof Error) throw thrown
    throw new Error(`The handler of ${place} threw what is no Error: ${String(thrown)}`, { cause: thrown })
  }
}

function onlyHead(handler: MiddlewareHandler): MiddlewareHandler {
  return (context, next) => (context.req.method === 'HEAD' ? handler(context, next) : next())
}

/** `/users/{id}` as Hono writes it: `/users/:id`. */
function honoPath(template: string): string {
  return template.replaceAll(/\{([^{}]+)\}/g, ':$1')
}

/** 405 with `Allow` where the path exists under other methods, else 404. */
function notFound(declared: TrieRouter<Method>, path: string): Response {
  const [matched] = declared.match('ALL', path)
  const allowed = new Set(matched.map(([method]) => method.toUpperCase()))
  if (allowed.has('GET')) allowed.add('HEAD')
  if (allowed.size === 0) return new HttpError(404, 'Not Found').toResponse()
  return new HttpError(405, 'Method Not Allowed', { allow: [...allowed].toSorted().join(', ') }).toResponse()
}
