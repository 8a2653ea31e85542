import { z } from 'zod'

import { HttpError } from '../http/errors.ts'
import type { Router } from '../router.ts'
import { EventTypeWithSchemaView, ReceiverCodeView, receiverLanguages } from './catalogue-views.ts'
import { common, one, tenantQuery, type Management } from './route-parts.ts'
import { EventTypeView, signingSchema } from './views.ts'

/** Which events there are, what they look like, and code that receives them. */
export function catalogueRoutes(router: Router, { access, eventTypes }: Management): void {
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

  router.get(
    '/event-types/{eventType}',
    {
      ...one,
      operationId: 'readWebhookEventType',
      summary: 'Read an event type',
      description: 'With the JSON Schema of its body, and a sample.',
      response: EventTypeWithSchemaView,
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )

  router.get(
    '/receivers/{language}',
    {
      ...one,
      params: z.object({ language: z.enum(receiverLanguages) }),
      query: tenantQuery.extend({
        eventTypes: z
          .array(z.string())
          .max(100)
          .default([])
          .meta({ description: 'Names, or `orders.*` for all below a prefix. Default: every one.' }),
        signing: signingSchema.default('v1'),
      }),
      operationId: 'writeWebhookReceiver',
      summary: 'Write a receiver',
      description:
        'Code that verifies and handles these event types: typed receivers as `hookwright generate` writes them, and ' +
        'for `curl` a script that signs a sample and sends it to a receiver.',
      response: ReceiverCodeView,
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )
}
