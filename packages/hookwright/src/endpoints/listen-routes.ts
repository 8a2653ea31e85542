import { z } from 'zod'

import type { DeliveryLine } from '../delivery/line.ts'
import { tailMessages, type Tailed, type TailOptions } from '../delivery/tail.ts'
import type { JsonValue } from '../schema/schema.ts'
import type { Router } from '../router.ts'
import { checkFilters, eventTypesQuery } from './message-routes.ts'
import { listenedMessageView } from './message-views.ts'
import { common, tenantQuery, type Management } from './route-parts.ts'

/** After this the stream ends, and the client comes again: so somebody who may no longer listen does not for ever. */
const longestMs = 3_600_000

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
        'or not an endpoint wants it, and a comment where nothing came for 15 s. After a broken connection come again ' +
        'with `Last-Event-ID`; what was sent up to half a minute before that message may then come twice.',
      extra: { responses: streamResponses },
    },
    async ({ request, query: { tenant: asked, eventTypes }, headers }) => {
      const tenant = await access.tenantOf(request, asked)
      checkFilters(
        eventTypes,
        management.eventTypes().map(({ name }) => name),
      )
      const controller = listeners.add(tenant)
      const endLate = line.clock.after(longestMs, () => controller.abort())
      controller.signal.addEventListener('abort', endLate)
      request.signal.addEventListener('abort', () => controller.abort())
      const after = headers['last-event-id']
      const events = eventsOf(line, { tenant, eventTypes, after, signal: controller.signal })
      return new Response(streamOf(events, controller), {
        // The last two keep proxies from holding events back, and from keeping them.
        headers: {
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
        },
      })
    },
  )
}

async function* eventsOf(line: DeliveryLine, options: TailOptions): AsyncGenerator<string> {
  for await (const tailed of tailMessages(line, options)) yield await eventOf(line, options.tenant, tailed)
}

async function eventOf(line: DeliveryLine, tenant: string, tailed: Tailed): Promise<string> {
  if (tailed.kind === 'begun') return `event: begun\ndata: ${JSON.stringify({ tenant })}\n\n`
  if (tailed.kind === 'quiet') return ': nothing was sent\n\n'
  const { id } = tailed.message
  const message = await line.store.findMessage(tenant, id)
  // Deleted since, by retention.
  if (!message?.body) return ': deleted\n\n'
  return `id: ${id}\nevent: message\ndata: ${JSON.stringify(listenedMessageView(message, message.body))}\n\n`
}

/** Reads no further than its reader does. Where the store fails the stream ends, and the client comes again. */
function streamOf(events: AsyncGenerator<string>, controller: AbortController): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        const next = await events.next().catch(() => undefined)
        if (next !== undefined && !next.done) return stream.enqueue(encoder.encode(next.value))
        controller.abort()
        stream.close()
      },
      async cancel() {
        controller.abort()
        await events.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}

const refused = (description: string): JsonValue => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/WebhookProblem' } } },
})

/** Written out, since every other answer of this API is JSON. */
const streamResponses: { [status: string]: JsonValue } = {
  200: {
    description: 'The stream, until one of both ends it, and for an hour at most',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  },
  401: refused('Not authenticated'),
  422: {
    description: 'Validation Error',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/HTTPValidationError' } } },
  },
  429: refused('The tenant has too many streams open'),
}
