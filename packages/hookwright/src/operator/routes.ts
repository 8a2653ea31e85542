import { z } from 'zod'

import { page, problem, managementScheme } from '../endpoints/route-parts.ts'
import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'
import {
  FoundMessageView,
  healths,
  OperatorEndpointView,
  OverviewView,
  StatisticsView,
  TenantView,
} from './views.ts'

const forOperators = {
  security: [{ [managementScheme]: [] }],
  responses: {
    401: { description: 'Not authenticated', schema: problem },
    403: { description: 'For operators only', schema: problem },
  },
}

/** Shows operators all tenants together. */
export function operatorRoutes(): Router {
  const router = new Router()
  router.get(
    '/operator/overview',
    {
      ...forOperators,
      operationId: 'readWebhookOverview',
      summary: 'Read how delivery is doing',
      response: OverviewView,
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )

  router.get(
    '/operator/statistics',
    {
      ...forOperators,
      query: z.object({
        since: z.iso.datetime({ offset: true }).optional().meta({ description: 'Default: an hour ago.' }),
        until: z.iso.datetime({ offset: true }).optional().meta({ description: 'Default: now.' }),
        stepSeconds: z
          .int()
          .min(60)
          .max(86_400)
          .multipleOf(60)
          .default(60)
          .meta({ description: 'At most 1,500 steps in all.' }),
      }),
      operationId: 'readWebhookStatistics',
      summary: 'Read attempts over time',
      response: StatisticsView,
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )

  router.get(
    '/operator/tenants',
    {
      ...forOperators,
      query: z.object({
        ...page,
        search: z.string().optional().meta({ description: 'How its name begins.' }),
      }),
      operationId: 'listWebhookTenants',
      summary: 'List tenants',
      description: 'By name. `after` is the last name of the page before.',
      response: z.array(TenantView),
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )

  router.get(
    '/operator/endpoints',
    {
      ...forOperators,
      query: z.object({ ...page, health: z.enum(healths).optional(), tenant: z.string().optional() }),
      operationId: 'listAllWebhookEndpoints',
      summary: 'List the endpoints of all tenants',
      description:
        'Those of one health together: failing first (longest first), then disabled, paused, healthy. `after` is the last id of the page before.',
      response: z.array(OperatorEndpointView),
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )

  router.get(
    '/operator/messages/{messageId}',
    {
      ...forOperators,
      operationId: 'findWebhookMessage',
      summary: 'Find a message of any tenant',
      response: FoundMessageView,
      responses: { ...forOperators.responses, 404: { description: 'Not Found', schema: problem } },
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )
  return router
}
