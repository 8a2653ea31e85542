import { HttpError } from '../http/errors.ts'

/** Whether a request may change something. */
export function changesSomething({ method }: Request): boolean {
  return !['GET', 'HEAD', 'OPTIONS'].includes(method)
}

/**
 * Refuses what another site's page has a browser send here with the cookies of whoever looks at it. Clients that are
 * no browsers say nothing of where they stand, and pass.
 *
 * @param pageOrigin Where browsers see us, where that is not where we see ourselves.
 * @throws HttpError 403
 */
export function checkSameOrigin(request: Request, pageOrigin: string | undefined): void {
  if (!changesSomething(request)) return
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const isOwn =
    site === null ? isOwnOrigin(origin, request, pageOrigin) : ['same-origin', 'none'].includes(site)
  if (!isOwn) throw new HttpError(403, 'The request was made by the page of another site')
}

/** What browsers without `sec-fetch-site` tell. */
function isOwnOrigin(origin: string | null, request: Request, pageOrigin: string | undefined): boolean {
  if (origin === null || origin === pageOrigin) return true
  // The host alone: behind a proxy that ends TLS the request came by http.
  return URL.parse(origin)?.host === new URL(request.url).host
}
