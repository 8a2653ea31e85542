import type { App } from '../app.ts'
import { HookwrightError } from '../errors.ts'
import { addressOf, noteAddress } from './client-address.ts'
import { HttpError } from './errors.ts'

export interface MountedOptions {
  /**
   * The path below which the app lives in another server: `/api`. The app's own paths do not have it. Default: none.
   * Say it in `servers` as well (`servers: [{ url: '/api' }]`), for readers of the document.
   */
  prefix?: string
}

/**
 * The app as a function of the fetch standard, for servers and frameworks that route by files or mount handlers, such
 * as Next.js. It only answers requests; to deliver webhooks, start a worker. A path outside the prefix is 404.
 *
 * @throws HookwrightError `bad_option`
 */
export function toFetchHandler(
  app: App,
  options: MountedOptions = {},
): (request: Request) => Promise<Response> {
  const prefix = checkPrefix(options.prefix ?? '')
  if (prefix === '') return (request) => app.fetch(request)
  return async (request) => {
    const url = new URL(request.url)
    const path = withoutPrefix(url.pathname, prefix)
    if (path === undefined) return new HttpError(404, 'Not Found').toResponse()
    url.pathname = path
    return app.fetch(noteAddress(new Request(url, request), addressOf(request)))
  }
}

/** @throws HookwrightError `bad_option` */
export function checkPrefix(prefix: string): string {
  if (prefix === '' || /^(\/[^/?#]+)+$/.test(prefix)) return prefix
  throw new HookwrightError(
    'bad_option',
    `\`prefix\` is ${JSON.stringify(prefix)}. Write it with a slash before and none after it: "/api".`,
  )
}

/** What is left of a path, or of a path with its query, below the prefix; undefined where it is not below it. */
export function withoutPrefix(path: string, prefix: string): string | undefined {
  if (prefix === '') return path
  const rest = path.startsWith(prefix) ? path.slice(prefix.length) : undefined
  if (rest === undefined || !/^([/?]|$)/.test(rest)) return undefined
  return rest.startsWith('/') ? rest : `/${rest}`
}
