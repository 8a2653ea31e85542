import { z } from 'zod'

import { healths } from '../endpoints/health.ts'
import { messageSummaryView } from '../endpoints/message-views.ts'
import { managementScheme, page, present, problem, type Management } from '../endpoints/route-parts.ts'
import { endpointView } from '../endpoints/views.ts'
import { HookwrightError } from '../errors.ts'
import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'
import { iso, isoOrNull, readOverview } from './overview.ts'
import { mostSteps, readSteps, stepsOf } from './statistics.ts'
import { FoundMessageView, OperatorEndpointView, OverviewView, StatisticsView, TenantView } from './views.ts'

const forOperators = {
  security: [{ [managementScheme]: [] }],
  responses: {
    401: { description: 'Not authenticated', schema: problem },
    403: { description: 'For operators only', schema: problem },
  },
}

const hourMs = 3_600_000

/** PostgreSQL cannot take NUL, and no name holds it. */
const name = () =>
  z
    .string()
    .max(200)
    .refine((given) => !/\p{Cc}/u.test(given), 'No name holds control characters')
    .optional()

/** Shows operators all tenants together. */
export function operatorRoutes({
  access,
  line,
  endpoints,
}: Pick<Management, 'access' | 'line' | 'endpoints'>): Router {
  const router = new Router()
  // Before anything is validated: a tenant is not told what a good request would be.
  router.use(async ({ req }, next) => {
    await access.checkOperator(req.raw)
    await next()
  })

  router.get(
    '/operator/overview',
    {
      ...forOperators,
      operationId: 'readWebhookOverview',
      summary: 'Read how delivery is doing',
      response: OverviewView,
    },
    async () => {
      await line.open()
      return readOverview(line)
    },
  )

  router.get(
    '/operator/statistics',
    {
      ...forOperators,
      query: z.object({
        since: z.iso
          .datetime({ offset: true })
          .optional()
          .meta({ description: 'Default: an hour before `until`.' }),
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
    async ({ query: { since, until, stepSeconds } }) => {
      const now = line.clock.now()
      const end = until === undefined ? now : Date.parse(until)
      const begin = since === undefined ? end - hourMs : Date.parse(since)
      const span = { since: begin, until: end, stepMs: stepSeconds * 1_000 }
      checkSpan(span)
      await line.open()
      const { points, ...totals } = await readSteps(line.store, span)
      return { stepSeconds, points: points.map(({ at, ...point }) => ({ at: iso(at), ...point })), ...totals }
    },
  )

  router.get(
    '/operator/tenants',
    {
      ...forOperators,
      query: z.object({
        ...page,
        after: name().meta({ description: 'The last name of the page before.' }),
        search: name().meta({ description: 'How its name begins.' }),
      }),
      operationId: 'listWebhookTenants',
      summary: 'List tenants',
      description: 'By name. `after` is the last name of the page before.',
      response: z.array(TenantView),
    },
    async ({ query: { search = '', after = '', limit } }) => {
      await line.open()
      const tenants = await line.store.listTenants({ search, after, limit })
      return tenants.map((tenant) => ({ ...tenant, lastMessageAt: isoOrNull(tenant.lastMessageAt) }))
    },
  )

  router.get(
    '/operator/endpoints',
    {
      ...forOperators,
      query: z.object({ ...page, health: z.enum(healths).optional(), tenant: name() }),
      operationId: 'listAllWebhookEndpoints',
      summary: 'List the endpoints of all tenants',
      description:
        'Those of one health together: failing first (longest first), then disabled, paused, healthy. `after` is the last id of the page before.',
      response: z.array(OperatorEndpointView),
    },
    async ({ query }) => {
      const found = await knowing(endpoints.listAll(query))
      return found.map(({ health, ...endpoint }) => ({ ...endpointView(endpoint), health }))
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
    async ({ params }) => {
      await line.open()
      const message = present(await line.store.locateMessage(params.messageId))
      return { ...messageSummaryView(message), tenant: message.tenant }
    },
  )
  return router
}

/** @throws HttpError 422 */
function checkSpan(span: Parameters<typeof stepsOf>[0]): void {
  const { since, until, stepMs } = span
  const refuse = (parameter: string, msg: string) => {
    throw new HttpError(422, [{ loc: ['query', parameter], msg, type: 'invalid' }])
  }
  if (since < 0) refuse('since', 'There is nothing from before 1970: ask for what came later')
  if (since >= until) refuse('since', 'It must be before `until`')
  const steps = stepsOf(span)
  if (steps <= mostSteps) return
  const least = Math.ceil((until - since) / (mostSteps - 1) / 60_000) * 60
  const cure = least <= 86_400 ? `ask for ${least} seconds or more, or for less time` : 'ask for less time'
  refuse(
    'stepSeconds',
    `${steps} steps of ${stepMs / 1_000} seconds are more than ${mostSteps} between \`since\` and \`until\`: ${cure}`,
  )
}

/** Turns what is not there any more into 422. */
async function knowing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof HookwrightError) || error.code !== 'endpoint_unknown') throw error
    throw new HttpError(422, [{ loc: ['query', 'after'], msg: error.message, type: error.code }])
  }
}
