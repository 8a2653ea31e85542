import type { DeliveryLine } from '../delivery/line.ts'
import type { DeliveryOptions } from '../delivery/options.ts'
import { bearerOf, sameText, type Access } from '../endpoints/access.ts'
import { HookwrightError } from '../errors.ts'
import { HttpError } from '../http/errors.ts'
import type { PageRoute } from '../http/mount.ts'
import type { Metrics } from './metrics.ts'
import { contentType } from './prometheus.ts'

/** @throws HookwrightError `bad_option` */
export function checkMetricsOptions({ metricsUrl, metricsToken }: DeliveryOptions): void {
  if (metricsUrl !== undefined && !metricsUrl.startsWith('/')) {
    throw new HookwrightError(
      'bad_option',
      `delivery.metricsUrl is ${JSON.stringify(metricsUrl)}; it must be a path, such as /metrics.`,
    )
  }
  if (metricsToken !== undefined && !/^[\w.~+/=-]+$/.test(metricsToken)) {
    throw new HookwrightError(
      'bad_option',
      'delivery.metricsToken must be letters, digits and - . _ ~ + / =, as a bearer token is (RFC 6750); leave it out for none.',
    )
  }
}

/** Where the app serves its metrics: one page, or none unless it was given a path. */
export function metricsPage({ line, access }: { line: DeliveryLine; access: Access }): PageRoute[] {
  const { metricsUrl, metricsToken } = line.options
  if (metricsUrl === undefined) return []
  return [
    {
      path: metricsUrl,
      respond: async (request) => {
        const mayRead = hasMetricsToken(request.headers.get('authorization'), metricsToken)
        if (!mayRead) await requireOperator(request, access)
        return metricsResponse(line.metrics)
      },
    },
  ]
}

/** False where there is no token to have. */
export function hasMetricsToken(
  authorization: string | null | undefined,
  token: string | undefined,
): boolean {
  const given = bearerOf(authorization)
  return token !== undefined && given !== undefined && sameText(given, token)
}

async function metricsResponse(metrics: Metrics): Promise<Response> {
  return new Response(await metrics.text(), { headers: { 'content-type': contentType } })
}

/** @throws HttpError 401 or 403 */
async function requireOperator(request: Request, access: Access): Promise<void> {
  if (access.closed) {
    throw new HttpError(
      401,
      'Metrics are refused to everyone until `delivery.metricsToken` or `delivery.authenticate` is configured',
      { 'www-authenticate': 'Bearer' },
    )
  }
  await access.checkOperator(request, 'Metrics are for operators')
}
