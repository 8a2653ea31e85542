import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'

import { HookwrightError } from '../errors.ts'
import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'
import { catalogueRoutes } from './catalogue-routes.ts'
import { deliveryRoutes } from './delivery-routes.ts'
import { common, one, page, present, problem, tenantQuery, type Management } from './route-parts.ts'
import { listenRoutes } from './listen-routes.ts'
import { messageRoutes } from './message-routes.ts'
import { EndpointInvalid, type EndpointUpdate } from './registry.ts'
import { replayRoutes } from './replay-routes.ts'
import {
  EndpointChangeBody,
  EndpointView,
  endpointView,
  EndpointWithSecretView,
  NewEndpointBody,
  SentView,
  TestEventBody,
} from './views.ts'

export const managementTag = {
  name: 'Webhook management',
  description: 'Endpoints: which URL receives which event types; and what became of each delivery.',
}

/** Answers are for one caller at one time, who may be known by a cookie: no cache is to keep them. */
export const keptByNobody: MiddlewareHandler = async (context, next) => {
  await next()
  if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store')
}

/** Registers, inspects and tests endpoints over HTTP; declared like any route, and so in the document. */
export function managementRouter(management: Management): Router {
  const router = new Router()
  // Before anything is validated: a stranger is not told what a good request would be.
  router.use(async ({ req }, next) => {
    await management.access.callerOf(req.raw)
    await next()
  })
  catalogueRoutes(router, management)
  endpointRoutes(router, management)
  deliveryRoutes(router, management)
  replayRoutes(router, management)
  messageRoutes(router, management)
  listenRoutes(router, management)
  return router
}

function endpointRoutes(router: Router, { access, endpoints, sendTest }: Management): void {
  router.post(
    '/endpoints',
    {
      ...common,
      operationId: 'createWebhookEndpoint',
      summary: 'Register an endpoint',
      description:
        'The answer holds the secret, which is not shown again; or with `v1a` the public key, which is.',
      body: NewEndpointBody,
      response: EndpointWithSecretView,
      status: 201,
    },
    async ({ request, query, body }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      const made = await refusing(endpoints.create(tenant, body))
      return { ...endpointView(made.endpoint), secret: made.secret }
    },
  )

  router.get(
    '/endpoints',
    {
      ...common,
      query: tenantQuery.extend({ ...page, kind: EndpointView.shape.kind.default('registered') }),
      operationId: 'listWebhookEndpoints',
      summary: 'List endpoints',
      description: 'In order of creation; those of callbacks in the order of their ids.',
      response: z.array(EndpointView),
    },
    async ({ request, query: { tenant: asked, ...rest } }) => {
      const tenant = await access.tenantOf(request, asked)
      return (await endpoints.list(tenant, rest)).map(endpointView)
    },
  )

  router.get(
    '/endpoints/{endpointId}',
    { ...one, operationId: 'readWebhookEndpoint', summary: 'Read an endpoint', response: EndpointView },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      return endpointView(present(await endpoints.find(tenant, params.endpointId)))
    },
  )

  router.patch(
    '/endpoints/{endpointId}',
    {
      ...one,
      operationId: 'updateWebhookEndpoint',
      summary: 'Change an endpoint',
      body: EndpointChangeBody,
      response: EndpointView,
    },
    async ({ request, query, params, body }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      const { pausedUntil, ...rest } = body
      const update: EndpointUpdate = rest
      if (pausedUntil !== undefined) update.pausedUntil = pausedUntil === null ? null : new Date(pausedUntil)
      return endpointView(present(await refusing(endpoints.update(tenant, params.endpointId, update))))
    },
  )

  router.delete(
    '/endpoints/{endpointId}',
    {
      ...one,
      operationId: 'deleteWebhookEndpoint',
      summary: 'Delete an endpoint',
      description: 'What is still to be delivered to it is canceled; what was delivered stays readable.',
      status: 204,
    },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      if (!(await endpoints.delete(tenant, params.endpointId))) throw new HttpError(404, 'Not Found')
    },
  )

  router.post(
    '/endpoints/{endpointId}/rotate-secret',
    {
      ...one,
      operationId: 'rotateWebhookSecret',
      summary: 'Rotate the secret',
      description:
        'The answer holds the new secret or public key. The old one goes on signing beside it for a while.',
      response: EndpointWithSecretView,
    },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      const rotated = present(await refusing(endpoints.rotateSecret(tenant, params.endpointId)))
      return { ...endpointView(rotated.endpoint), secret: rotated.secret }
    },
  )

  router.post(
    '/endpoints/{endpointId}/test',
    {
      ...one,
      operationId: 'sendWebhookTest',
      summary: 'Send a test event',
      description: 'Sends a sample of the event type to this endpoint, whatever event types it wants.',
      body: TestEventBody,
      response: SentView,
      status: 202,
      responses: {
        ...one.responses,
        409: { description: 'The endpoint is disabled', schema: problem },
      },
    },
    async ({ request, query, params, body }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      const endpoint = present(await endpoints.find(tenant, params.endpointId))
      if (endpoint.state === 'disabled') {
        throw new HttpError(409, 'The endpoint is disabled: enable it first (PATCH {"state":"enabled"})')
      }
      return refusing(sendTest(tenant, endpoint.id, body.eventType))
    },
  )
}

/** Turns what a caller got wrong into 422, so that only our own faults become 500. */
async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof HookwrightError)) throw error
    if (error.code === 'endpoint_unknown') throw new HttpError(404, 'Not Found')
    const loc = error instanceof EndpointInvalid ? ['body', error.field] : locOf[error.code]
    if (!loc) throw error
    throw new HttpError(422, [{ loc, msg: error.message, type: error.code }])
  }
}

const locOf: { readonly [code in HookwrightError['code']]?: string[] } = {
  // Of a test event, that is: of an endpoint it is `EndpointInvalid`.
  endpoint_invalid: ['body', 'eventType'],
  bad_option: ['query', 'tenant'],
  bad_schema: ['body', 'eventType'],
}
