import { z } from 'zod'

import { HookwrightError } from '../errors.ts'
import { HttpError } from '../http/errors.ts'
import { idFloor } from '../id.ts'
import type { Router } from '../router.ts'
import type { MessageSummary } from '../store/store.ts'
import { refusalOfFilters, wants } from './event-filter.ts'
import {
  MessageSummaryView,
  messageSummaryView,
  NewSampleBody,
  SampleView,
  sampleView,
} from './message-views.ts'
import { common, one, page, present, problem, tenantQuery, type Management } from './route-parts.ts'
import { MessageView, messageView, SentView } from './views.ts'

/** Messages that are looked at together: some milliseconds of the store's time. */
const stepSize = 1_000

/** The last millisecond that an id can hold comes after all that can be asked for. */
const endOfTime = 'msg_~'

export const eventTypesQuery = z.object({
  eventTypes: z
    .array(z.string())
    .max(100)
    .default([])
    .meta({ description: 'Names, or `orders.*` for all below a prefix. Default: every one.' }),
})

/** Lists what was sent, and sends samples. */
export function messageRoutes(router: Router, management: Management): void {
  listRoute(router, management)
  readRoute(router, management)
  sampleRoutes(router, management)
}

function listRoute(router: Router, { access, line, webhooks }: Management): void {
  router.get(
    '/messages',
    {
      ...common,
      query: tenantQuery
        .extend(page)
        .extend(eventTypesQuery.shape)
        .extend({
          since: instant('Sent then or later.'),
          until: instant('And not after that.'),
        }),
      operationId: 'listWebhookMessages',
      summary: 'List messages',
      description: 'Newest first, without their bodies; read a message to see its body.',
      response: z.array(MessageSummaryView),
    },
    async ({ request, query: { tenant: asked, eventTypes, since, until, after, limit } }) => {
      const tenant = await access.tenantOf(request, asked)
      checkFilters(
        eventTypes,
        webhooks().map(({ name }) => name),
      )
      await line.open()
      const above = since === undefined ? '' : idFloor('msg', Date.parse(since))
      const end = until === undefined ? endOfTime : idFloor('msg', Date.parse(until) + 1)
      let below = after !== undefined && after < end ? after : end
      const found: MessageSummary[] = []
      // In steps, since what is looked for may be rare; and not for somebody who has gone away.
      while (!request.signal.aborted) {
        const step = await line.store.listMessages(tenant, { above, below, order: 'newest_first' }, stepSize)
        found.push(...step.filter(({ eventType }) => wants(eventTypes, eventType)))
        below = step.at(-1)?.id ?? below
        if (found.length >= limit || step.length < stepSize) break
      }
      return found.slice(0, limit).map(messageSummaryView)
    },
  )
}

function readRoute(router: Router, { access, line }: Management): void {
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

function sampleRoutes(router: Router, { access, samples }: Management): void {
  router.post(
    '/samples',
    {
      ...common,
      operationId: 'makeWebhookSample',
      summary: 'Make a sample of an event type',
      description: 'Says what would be sent, byte by byte. Nothing is stored or sent.',
      body: NewSampleBody,
      response: SampleView,
    },
    async ({ request, query, body: { eventType, ...changes } }) => {
      await access.tenantOf(request, query.tenant)
      return sampleView(eventType, await refusing(samples.make(eventType, changes)))
    },
  )

  router.post(
    '/test-messages',
    {
      ...common,
      operationId: 'sendWebhookTestMessage',
      summary: 'Send a sample to all endpoints that want it',
      description:
        'Stores a message with a sample of the event type, as the app itself would, and delivers it to every ' +
        'endpoint of the tenant that wants the event type. Only operators may say what is in it: receivers take ' +
        'what is signed for true.',
      body: NewSampleBody,
      response: SentView,
      status: 202,
      responses: {
        ...common.responses,
        403: { description: 'Only operators may change a sample', schema: problem },
      },
    },
    async ({ request, query, body: { eventType, ...changes } }) => {
      const tenant = await access.tenantOf(request, query.tenant)
      const isOperator = 'operator' in (await access.callerOf(request))
      if (!isOperator && (changes.set !== undefined || changes.body !== undefined)) {
        throw new HttpError(
          403,
          'Only operators may say what is in a test message: leave out `set` and `body`, and the sample is sent as it is',
        )
      }
      return refusing(samples.send(eventType, changes, { tenant }))
    },
  )
}

function instant(description: string) {
  return z.iso.datetime({ offset: true }).optional().meta({ description })
}

/** @throws HttpError 422 for what no event type passes: none of those that are known, where they are. */
export function checkFilters(filters: readonly string[], known?: readonly string[]): void {
  const refusal = refusalOfFilters(filters, known)
  if (refusal !== null) {
    throw new HttpError(422, [{ loc: ['query', 'eventTypes'], msg: refusal, type: 'invalid' }])
  }
}

/** Turns what a caller got wrong into 422, so that only our own faults become 500. */
async function refusing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const loc = error instanceof HookwrightError ? locOf[error.code] : undefined
    if (!(error instanceof HookwrightError) || !loc) throw error
    throw new HttpError(422, [{ loc, msg: error.message, type: error.code }])
  }
}

const locOf: { readonly [code in HookwrightError['code']]?: string[] } = {
  endpoint_invalid: ['body', 'eventType'],
  bad_schema: ['body', 'eventType'],
  bad_option: ['body', 'set'],
  body_invalid: ['body'],
}
