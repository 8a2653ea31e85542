import { z } from 'zod'

import { problem } from '../endpoints/route-parts.ts'
import { HookwrightError } from '../errors.ts'
import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'
import type { SecurityScheme } from '../security/scheme.ts'
import { publishingTag, tenantFor, tenantParameter, type Publisher } from './publish.ts'

/** Links that sign a customer in to the page: what an API in another language hands to its users. */
export function linkRoutes(
  publisher: SecurityScheme<Publisher>,
  linkFor: (tenant: string) => Promise<string>,
): Router {
  const router = new Router({ security: [publisher], tags: [publishingTag.name] })
  router.post(
    '/portal-links',
    {
      query: z.object({ tenant: tenantParameter }),
      operationId: 'createPortalLink',
      summary: 'Make a link to the page for a tenant',
      description:
        'Whoever follows it manages the endpoints of this tenant, until its session ends. Hand it to nobody else.',
      response: z.object({ url: z.string() }).meta({ id: 'PortalLink' }),
      status: 201,
      responses: {
        401: { description: 'The key is missing or wrong', schema: problem },
        403: { description: 'The key is for other tenants', schema: problem },
        409: { description: 'No links are configured', schema: problem },
      },
    },
    async ({ query, auth }) => {
      try {
        return { url: await linkFor(tenantFor(auth, query.tenant)) }
      } catch (error) {
        if (!(error instanceof HookwrightError)) throw error
        throw new HttpError(409, 'There are no links until portalSecrets and portalUrl are configured')
      }
    },
  )
  return router
}
