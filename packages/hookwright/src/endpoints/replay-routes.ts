import { z } from 'zod'

import { HookwrightError, type HookwrightErrorCode } from '../errors.ts'
import { HttpError } from '../http/errors.ts'
import type { Router } from '../router.ts'
import { one, page, present, problem, tenantQuery, type Management } from './route-parts.ts'
import { DeliveryView, deliveryView, NewReplayBody, replayView, ReplayView } from './views.ts'

const mayConflict = {
  ...one,
  responses: { ...one.responses, 409: { description: 'It cannot be delivered now', schema: problem } },
}

/** Delivers old messages again: one, or all that an endpoint failed to take or missed. */
export function replayRoutes(router: Router, { access, endpoints, replay }: Management): void {
  router.post(
    '/deliveries/{deliveryId}/resend',
    {
      ...mayConflict,
      operationId: 'resendWebhookDelivery',
      summary: 'Deliver a message again',
      description:
        'Makes a new delivery of the same message to the same endpoint, due now. The old one stays as it is, ' +
        'and so does a retry that it waits for.',
      response: DeliveryView,
      status: 202,
    },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      return deliveryView(await answering(replay.resend(tenant, params.deliveryId)))
    },
  )

  router.post(
    '/endpoints/{endpointId}/replays',
    {
      ...mayConflict,
      operationId: 'startWebhookReplay',
      summary: 'Replay what an endpoint failed to take or missed',
      description:
        'Makes new deliveries of old messages, the oldest first and a few at a time, so that new messages are ' +
        'not held up. The answer comes at once; read the replay to see how far it got.',
      body: NewReplayBody,
      response: ReplayView,
      status: 202,
    },
    async ({ request, query, params: { endpointId }, body: { kind, since, until } }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      const asked = {
        endpointId,
        kind,
        since: new Date(since),
        until: until === undefined ? undefined : new Date(until),
      }
      return replayView(await answering(replay.start(tenant, asked)))
    },
  )

  router.get(
    '/endpoints/{endpointId}/replays',
    {
      ...one,
      query: tenantQuery.extend(page),
      operationId: 'listWebhookReplays',
      summary: 'List the replays of an endpoint',
      description: 'Newest first.',
      response: z.array(ReplayView),
    },
    async ({ request, query: { tenant: asked, ...rest }, params }) => {
      const tenant = await access.tenantOf(request, asked)
      present(await endpoints.find(tenant, params.endpointId))
      return (await replay.list(tenant, params.endpointId, rest)).map(replayView)
    },
  )

  router.get(
    '/endpoints/{endpointId}/replays/{replayId}',
    {
      ...one,
      operationId: 'readWebhookReplay',
      summary: 'Read how far a replay got',
      description: 'Its deliveries are listed with `GET /deliveries?replayId=…`.',
      response: ReplayView,
    },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      const found = present(await replay.find(tenant, params.replayId))
      return replayView(present(found.endpointId === params.endpointId ? found : undefined))
    },
  )

  router.delete(
    '/endpoints/{endpointId}/replays/{replayId}',
    {
      ...one,
      operationId: 'cancelWebhookReplay',
      summary: 'Cancel a replay',
      description: 'It makes no further deliveries; those that it made go on. Answers with the replay.',
      response: ReplayView,
    },
    async ({ request, query, params }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      const found = present(await replay.find(tenant, params.replayId))
      present(found.endpointId === params.endpointId ? found : undefined)
      return replayView(present(await replay.cancel(tenant, params.replayId)))
    },
  )
}

/** Turns what cannot be into 404, 409 or 422, so that only our own faults become 500. */
async function answering<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof HookwrightError)) throw error
    const status = statusOf[error.code]
    if (status === 404) throw new HttpError(404, 'Not Found')
    if (status === 409) throw new HttpError(409, error.message)
    if (error.code !== 'bad_option') throw error
    throw new HttpError(422, [{ loc: ['body', 'since'], msg: error.message, type: error.code }])
  }
}

const statusOf: { readonly [code in HookwrightErrorCode]?: 404 | 409 } = {
  delivery_unknown: 404,
  endpoint_unknown: 404,
  endpoint_inactive: 409,
  body_deleted: 409,
}
