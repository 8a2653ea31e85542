import { z } from 'zod'

import { HookwrightError } from '../errors.ts'
import { HttpError } from '../http/errors.ts'
import type { Router } from '../router.ts'
import {
  EventTypeWithSchemaView,
  eventTypeView,
  ReceiverCodeView,
  receiverLanguages,
} from './catalogue-views.ts'
import { wants } from './event-filter.ts'
import { bodySchemaIn } from './event-schema.ts'
import { checkFilters, eventTypesQuery } from './message-routes.ts'
import { curlScript, typedReceiver } from './receiver-code.ts'
import { common, one, present, problem, tenantQuery, type Management } from './route-parts.ts'
import { EventTypeView, signingSchema } from './views.ts'

/** Which events there are, what they look like, and code that receives them. */
export function catalogueRoutes(router: Router, management: Management): void {
  eventTypeRoutes(router, management)
  receiverRoute(router, management)
}

function eventTypeRoutes(router: Router, { access, webhooks, document, samples }: Management): void {
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
      return webhooks().map(eventTypeView)
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
    async ({ request, query, params }) => {
      await access.tenantOf(request, query.tenant)
      const webhook = present(webhooks().find(({ name }) => name === params.eventType))
      return {
        ...eventTypeView(webhook),
        // All that is delivered is JSON.
        contentType: 'application/json',
        schema: bodySchemaIn(document(), webhook),
        sample: webhook.options.body ? await sampleOf(webhook.name, samples) : null,
      }
    },
  )
}

async function sampleOf(eventType: string, samples: Management['samples']): Promise<string | null> {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode((await samples.make(eventType, {})).bytes)
  } catch (error) {
    if (error instanceof HookwrightError) return null
    throw error
  }
}

function receiverRoute(router: Router, { access, webhooks, document, samples }: Management): void {
  router.get(
    '/receivers/{language}',
    {
      ...one,
      params: z.object({ language: z.enum(receiverLanguages) }),
      query: tenantQuery.extend(eventTypesQuery.shape).extend({ signing: signingSchema.default('v1') }),
      operationId: 'writeWebhookReceiver',
      summary: 'Write a receiver',
      description:
        'Code that verifies and handles these event types: typed receivers as `hookwright generate` writes them, and ' +
        'for `curl` a script that signs a sample and sends it to a receiver.',
      response: ReceiverCodeView,
      responses: {
        ...one.responses,
        409: { description: 'There is nothing to receive, or to send', schema: problem },
      },
    },
    async ({ request, query: { tenant: asked, eventTypes, signing }, params: { language } }) => {
      await access.tenantOf(request, asked)
      const all = webhooks()
      checkFilters(
        eventTypes,
        all.map(({ name }) => name),
      )
      const chosen = all.filter(({ name }) => wants(eventTypes, name))
      if (chosen.length === 0) throw new HttpError(409, 'No webhook is declared')
      if (language !== 'curl') return typedReceiver(language, chosen, signing, document())
      try {
        return await curlScript(chosen, signing, samples, document().info.title)
      } catch (error) {
        if (error instanceof HookwrightError) throw new HttpError(409, error.message)
        throw error
      }
    },
  )
}
