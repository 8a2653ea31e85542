import { z } from 'zod'

import { eventStream } from '../content/event-stream.ts'
import type { DeliveryLine } from '../delivery/line.ts'
import { newestDeliveries, type DeliverySearch } from '../delivery/newest.ts'
import { deliveryStates } from '../delivery/state.ts'
import { watchDeliveries, type WatchOptions } from '../delivery/watch.ts'
import { HttpError } from '../http/errors.ts'
import { idFloor } from '../id.ts'
import type { Router } from '../router.ts'
import { checkFilters, eventTypesQuery } from './message-routes.ts'
import { ListenBegunView } from './message-views.ts'
import { requestHeaders } from './request-headers.ts'
import { common, one, page, present, problem, tenantQuery, type Management } from './route-parts.ts'
import { attemptView, DeliveryView, deliveryView, DeliveryWithAttemptsView } from './views.ts'

/** How long a client waits after a stream has ended before it comes again. */
const comeAgainMs = 2_000

const deliveryFilter = {
  messageId: z.string().optional(),
  endpointId: z.string().optional(),
  state: z.enum(deliveryStates).optional(),
  replayId: z.string().optional(),
  ...eventTypesQuery.shape,
  since: z.iso.datetime({ offset: true }).optional().meta({ description: 'Made then or later.' }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: 'And not after that.' }),
}

/** What became of messages: lists, one with its attempts, and as it changes. */
export function deliveryRoutes(router: Router, management: Management): void {
  listRoute(router, management)
  streamRoute(router, management)
  readRoute(router, management)
  cancelRoute(router, management)
}

function listRoute(router: Router, { access, line }: Management): void {
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
    async ({ request, signal, query: { tenant: asked, after, limit, ...filter } }) => {
      const tenant = await access.tenantOf(request, asked)
      const { search, below } = searchOf(filter)
      await line.open()
      const options = { after: lower(after, below), limit, signal }
      return (await newestDeliveries(line.store, tenant, search, options)).map(deliveryView)
    },
  )
}

function streamRoute(router: Router, { access, line, listeners }: Management): void {
  router.get(
    '/deliveries/stream',
    {
      ...common,
      query: tenantQuery.extend({ limit: page.limit, ...deliveryFilter }),
      operationId: 'streamWebhookDeliveries',
      summary: 'Stream deliveries as they change',
      description:
        'Server-sent events: first a `delivery` for each that the list would show, oldest first, then `begun`, then a ' +
        '`delivery` for each that is new or has changed among the newest `limit`. Where more than that were made at once, ' +
        '`begun` comes again after the newest: the list has those before them. It ends after an hour at most; come again.',
      response: eventStream({ begun: ListenBegunView, delivery: DeliveryView }),
      responses: {
        ...common.responses,
        429: { description: 'The tenant has too many streams open', schema: problem },
      },
    },
    async ({ request, signal, query: { tenant: asked, limit, ...filter } }) => {
      const tenant = await access.tenantOf(request, asked)
      const { search, below } = searchOf(filter)
      listeners.checkRoom(tenant)
      return listeners.during(tenant, signal, (end) =>
        deliveryEvents(line, { tenant, search, below, limit, signal: end }),
      )
    },
  )
}

async function* deliveryEvents(line: DeliveryLine, options: WatchOptions) {
  for await (const told of watchDeliveries(line, options)) {
    if (told.kind === 'begun') {
      yield { event: 'begun', data: { tenant: options.tenant }, retry: comeAgainMs } as const
    } else yield { event: 'delivery', data: deliveryView(told.delivery) } as const
  }
}

interface Asked extends DeliverySearch {
  since?: string | undefined
  until?: string | undefined
}

/** @throws HttpError 422 for what cannot be a filter of event types. */
function searchOf({ since, until, ...search }: Asked): { search: DeliverySearch; below: string | undefined } {
  checkFilters(search.eventTypes)
  return {
    search: { ...search, above: since === undefined ? undefined : idFloor('dlv', Date.parse(since)) },
    below: until === undefined ? undefined : idFloor('dlv', Date.parse(until) + 1),
  }
}

function lower(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a < b ? a : b
}

function readRoute(router: Router, { access, line }: Management): void {
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
      const [attempts, message, endpoint] = await Promise.all([
        line.store.listAttempts(tenant, delivery.id),
        line.store.findMessage(tenant, delivery.messageId),
        line.store.findEndpoint(tenant, delivery.endpointId),
      ])
      const sent = { delivery, message, endpoint, secretBox: line.secretBox }
      const attemptLog = attempts.map(async (attempt) =>
        attemptView(attempt, await requestHeaders(attempt, sent)),
      )
      return { ...deliveryView(delivery), attemptLog: await Promise.all(attemptLog) }
    },
  )
}

function cancelRoute(router: Router, { access, line }: Management): void {
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
