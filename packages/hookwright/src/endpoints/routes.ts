import { z } from 'zod'

import { deliveryStates } from '../delivery/state.ts'
import { HookwrightError } from '../errors.ts'
import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'
import { common, one, page, present, problem, tenantQuery, type Management } from './route-parts.ts'
import { EndpointInvalid } from './registry.ts'
import { replayRoutes } from './replay-routes.ts'
import {
  attemptView,
  DeliveryView,
  deliveryView,
  DeliveryWithAttemptsView,
  EndpointChangeBody,
  EndpointView,
  endpointView,
  EndpointWithSecretView,
  EventTypeView,
  MessageView,
  messageView,
  NewEndpointBody,
  SentView,
  TestEventBody,
} from './views.ts'

export const managementTag = {
  name: 'Webhook management',
  description: 'Endpoints: which URL receives which event types; and what became of each delivery.',
}

/** Registers, inspects and tests endpoints over HTTP; declared like any route, and so in the document. */
export function managementRouter(management: Management): Router {
  const router = new Router()
  // Before anything is validated: a stranger is not told what a good request would be.
  router.use(async ({ req }, next) => {
    await management.access.callerOf(req.raw)
    await next()
  })
  eventTypeRoutes(router, management)
  endpointRoutes(router, management)
  deliveryRoutes(router, management)
  replayRoutes(router, management)
  return router
}

function eventTypeRoutes(router: Router, { access, eventTypes }: Management): void {
  router.get(
    '/event-types',
    {
      ...common,
      operationId: 'listWebhookEventTypes',
      summary: 'List event types',
      response: z.array(EventTypeView),
    },
    async ({ request, query }) => {
      // The catalogue is the same for every tenant, but it is no public page.
      await access.tenantOf(request, query.tenant)
      return eventTypes()
    },
  )
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
      query: tenantQuery.extend(page),
      operationId: 'listWebhookEndpoints',
      summary: 'List endpoints',
      description: 'In order of creation.',
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
      return endpointView(present(await refusing(endpoints.update(tenant, params.endpointId, body))))
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
      const rotated = present(await endpoints.rotateSecret(tenant, params.endpointId))
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

function deliveryRoutes(router: Router, { access, line }: Management): void {
  router.get(
    '/deliveries',
    {
      ...common,
      query: tenantQuery.extend({
        ...page,
        messageId: z.string().optional(),
        endpointId: z.string().optional(),
        state: z.enum(deliveryStates).optional(),
        replayId: z.string().optional(),
      }),
      operationId: 'listWebhookDeliveries',
      summary: 'List deliveries',
      description: 'Newest first.',
      response: z.array(DeliveryView),
    },
    async ({ request, query: { tenant: asked, after, limit, ...filter } }) => {
      const tenant = await access.tenantOf(request, asked)
      await line.open()
      return (await line.store.listDeliveries(tenant, filter, { after, limit })).map(deliveryView)
    },
  )

  router.get(
    '/deliveries/{deliveryId}',
    {
      ...one,
      operationId: 'readWebhookDelivery',
      summary: 'Read a delivery with its attempts',
      response: DeliveryWithAttemptsView,
    },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      await line.open()
      const delivery = present(await line.store.findDelivery(tenant, params.deliveryId))
      const attempts = await line.store.listAttempts(tenant, delivery.id)
      return { ...deliveryView(delivery), attemptLog: attempts.map(attemptView) }
    },
  )

  router.post(
    '/deliveries/{deliveryId}/cancel',
    {
      ...one,
      operationId: 'cancelWebhookDelivery',
      summary: 'Cancel a delivery',
      description:
        'Ends a pending delivery. On an endpoint that gets its messages in order, the next one gets its turn.',
      response: DeliveryView,
      responses: {
        ...one.responses,
        409: { description: 'It has ended, or an attempt may be under way', schema: problem },
      },
    },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      await line.open()
      const result = await line.store.cancelDelivery(tenant, params.deliveryId, line.clock.now())
      if (result.status !== 'canceled') throw notCanceled[result.status]
      // On an endpoint in order, it may have held up others.
      line.tellStored()
      return deliveryView(result.delivery)
    },
  )

  router.get(
    '/messages/{messageId}',
    { ...one, operationId: 'readWebhookMessage', summary: 'Read a message', response: MessageView },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      await line.open()
      return messageView(present(await line.store.findMessage(tenant, params.messageId)))
    },
  )
}

const notCanceled = {
  unknown: new HttpError(404, 'Not Found'),
  leased: new HttpError(409, 'An attempt may be under way: try again when it has ended'),
  ended: new HttpError(409, 'The delivery has ended already'),
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
