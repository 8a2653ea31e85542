import { z } from 'zod'

import { eventStream } from '../content/event-stream.ts'
import { deliveryStates } from '../delivery/state.ts'
import { HttpError } from '../http/errors.ts'
import type { Router } from '../router.ts'
import { ListenBegunView } from './message-views.ts'
import { common, one, page, present, problem, tenantQuery, type Management } from './route-parts.ts'
import { attemptView, DeliveryView, deliveryView, DeliveryWithAttemptsView } from './views.ts'

const deliveryFilter = {
  messageId: z.string().optional(),
  endpointId: z.string().optional(),
  state: z.enum(deliveryStates).optional(),
  replayId: z.string().optional(),
  eventTypes: z
    .array(z.string())
    .max(100)
    .default([])
    .meta({ description: 'Names, or `orders.*` for all below a prefix. Default: every one.' }),
  since: z.iso.datetime({ offset: true }).optional().meta({ description: 'Made then or later.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'And not after that.' }),
}

/** What became of messages: lists, one with its attempts, and as it changes. */
export function deliveryRoutes(router: Router, { access, line }: Management): void {
  router.get(
    '/deliveries',
    {
      ...common,
      query: tenantQuery.extend({
        ...page,
        ...deliveryFilter,
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
    '/deliveries/stream',
    {
      ...common,
      query: tenantQuery.extend({ limit: page.limit, ...deliveryFilter }),
      operationId: 'streamWebhookDeliveries',
      summary: 'Stream deliveries as they change',
      description:
        'Server-sent events: first a `delivery` for each that the list would show, oldest first, then `begun`, then a ' +
        '`delivery` for each that is new or has changed among the newest `limit`. It ends after an hour at most; come again.',
      response: eventStream({ begun: ListenBegunView, delivery: DeliveryView }),
      responses: {
        ...common.responses,
        429: { description: 'The tenant has too many streams open', schema: problem },
      },
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
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
}

const notCanceled = {
  unknown: new HttpError(404, 'Not Found'),
  leased: new HttpError(409, 'An attempt may be under way: try again when it has ended'),
  ended: new HttpError(409, 'The delivery has ended already'),
}
