import { z } from 'zod'

import { eventStream } from '../content/event-stream.ts'
import type { DeliveryLine } from '../delivery/line.ts'
import { tailMessages, type TailOptions } from '../delivery/tail.ts'
import type { Router } from '../router.ts'
import { checkFilters, eventTypesQuery } from './message-routes.ts'
import { ListenBegunView, ListenedMessageView, listenedMessageView } from './message-views.ts'
import { common, problem, tenantQuery, type Management } from './route-parts.ts'

/** Streams what is sent as it is sent, for `hookwright listen`. */
export function listenRoutes(router: Router, management: Management): void {
  const { access, line, listeners } = management
  router.get(
    '/listen',
    {
      ...common,
      query: tenantQuery.extend(eventTypesQuery.shape),
      headers: z.object({
        'last-event-id': z
          .string()
          .regex(/^msg_[0-9A-HJKMNP-TV-Z]{26}$/)
          .optional()
          .meta({ description: 'The last message that was received: the stream goes on after it.' }),
      }),
      operationId: 'listenToWebhooks',
      summary: 'Stream messages as they are sent',
      description:
        'Server-sent events, for development: `begun`, then a `message` for each that is stored from now on, whether ' +
        'or not an endpoint wants it. It ends after an hour at most. After a broken connection come again with ' +
        '`Last-Event-ID`; what was sent up to half a minute before that message may then come twice.',
      response: eventStream({ begun: ListenBegunView, message: ListenedMessageView }),
      responses: {
        ...common.responses,
        429: { description: 'The tenant has too many streams open', schema: problem },
      },
    },
    async ({ request, signal, query: { tenant: asked, eventTypes }, headers }) => {
      const tenant = await access.tenantOf(request, asked)
      const known = management.webhooks().map(({ name }) => name)
      checkFilters(eventTypes, known)
      listeners.checkRoom(tenant)
      const after = headers['last-event-id']
      return listeners.during(tenant, signal, (end) =>
        messageEvents(line, { tenant, eventTypes, after, signal: end }),
      )
    },
  )
}

async function* messageEvents(line: DeliveryLine, options: TailOptions) {
  const { tenant } = options
  for await (const told of tailMessages(line, options)) {
    if (told.kind === 'begun') {
      yield { event: 'begun', data: { tenant } } as const
      continue
    }
    const { id } = told.message
    const message = await line.store.findMessage(tenant, id)
    // Without one where retention has deleted it since.
    if (message?.body)
      yield { event: 'message', id, data: listenedMessageView(message, message.body) } as const
  }
}
