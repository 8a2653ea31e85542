import { HonoRequest } from 'hono/request'
import { z } from 'zod'

import { essenceOf, isJson, isWithin } from '../content/content.ts'
import type { EncodedBody, SendOptions, SendResult } from '../delivery/send.ts'
import { holdsJson } from '../documents/operation.ts'
import { problem } from '../endpoints/route-parts.ts'
import { SentView } from '../endpoints/views.ts'
import { HookwrightError } from '../errors.ts'
import { readAtMost } from '../http/body.ts'
import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'
import type { SecurityScheme } from '../security/scheme.ts'
import { toValidationIssues } from '../schema/validate.ts'
import type { Catalogue, CatalogueEvent } from './catalogue.ts'
import { nearestNames } from './nearest.ts'

/** Who publishes: a key that is good for some tenants, or for all. */
export interface Publisher {
  tenants: readonly string[] | undefined
}

export interface Publishing {
  publisher: SecurityScheme<Publisher>
  /** That of now; undefined before there is any. */
  catalogue: () => Catalogue | undefined
  bodyLimitBytes: number
  send: (eventType: string, body: EncodedBody, options: SendOptions) => Promise<SendResult>
}

export const publishingTag = {
  name: 'Publishing',
  description: 'Events of the document: which there are, and how they are sent.',
}

const EventView = z
  .object({
    name: z.string(),
    summary: z.string().nullable(),
    deprecated: z.boolean(),
    contentTypes: z.array(z.string()).meta({ description: 'What a body may be. Empty: there is none.' }),
    problem: z.string().nullable().meta({ description: 'Why it cannot be published; null where it can.' }),
  })
  .meta({ id: 'PublishableEvent', description: 'A webhook of the document.' })

const ValidationView = z
  .object({
    detail: z.array(
      z.object({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() }),
    ),
  })
  .meta({ id: 'PublishingIssues' })

/**
 * The tenant stands in the query, as in the management API: one word for one thing at one place. What is a header is
 * what other APIs have as one, too.
 */
export const tenantParameter = z
  .string()
  .min(1)
  .max(200)
  .refine((name) => !/\p{Cc}/u.test(name), 'A tenant holds no control characters')
  .optional()
  .meta({ description: 'On whose behalf. May be left out with a key that is for one tenant only.' })

const query = z.object({
  tenant: tenantParameter,
  at: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'When the first attempt is due. Default: now.' }),
  channels: z
    .array(z.string())
    .default([])
    .meta({ description: 'What the event is about, for endpoints that listen on channels. Repeatable.' }),
})

const answers = {
  401: { description: 'The key is missing or wrong', schema: problem },
  503: { description: 'It cannot be published now', schema: problem },
}

/** Takes events from whoever has a key, holds them to the document, and has them stored and delivered. */
export function publishingRoutes(publishing: Publishing): Router {
  const { publisher, catalogue } = publishing
  const router = new Router({ security: [publisher], tags: [publishingTag.name] })
  router.get(
    '/events',
    {
      operationId: 'listPublishableEvents',
      summary: 'List the events that can be published',
      response: z.array(EventView),
      responses: answers,
    },
    () => [...present(catalogue()).events.values()].map(eventView),
  )

  router.post(
    '/events/{name}',
    {
      params: z.object({
        name: z.string().meta({ description: 'The name of the webhook, percent-encoded: `order%2Fpaid`.' }),
      }),
      query,
      headers: z.object({
        'idempotency-key': z
          .string()
          .optional()
          .meta({ description: 'Makes a repeated request safe: the same key stores one message.' }),
      }),
      operationId: 'publishEvent',
      summary: 'Publish an event',
      description:
        'The body is that of the webhook. It is held to its schema, and then signed and sent exactly as it came, byte for byte.',
      response: SentView,
      status: 202,
      responses: {
        ...answers,
        400: { description: 'The body is no JSON', schema: problem },
        403: { description: 'The key is for other tenants', schema: problem },
        404: { description: 'There is no such event', schema: problem },
        409: { description: 'The idempotency key was used for another event or body', schema: problem },
        413: { description: 'The body is too large', schema: problem },
        415: { description: 'The event is not declared with this content type', schema: problem },
        422: { description: 'The body, or something else, is not as it must be', schema: ValidationView },
      },
      extra: {
        requestBody: {
          description: 'The body of the event, as the webhook of this name declares it.',
          content: { 'application/json': { schema: {} }, '*/*': { schema: {} } },
        },
      },
    },
    async ({ request, params, query: { tenant: asked, at, channels }, headers, auth }) => {
      const tenant = tenantFor(auth, asked)
      // One catalogue for the whole request, though another may come meanwhile.
      const known = present(catalogue())
      const event = find(known, params.name)
      const bytes = await readAtMost(new HonoRequest(request), publishing.bodyLimitBytes)
      const body = checked(known, event, request.headers, bytes)
      const idempotencyKey = headers['idempotency-key']
      const options: SendOptions = {
        tenant,
        channels,
        ...(at !== undefined && { at: new Date(at) }),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      }
      return answering(publishing.send(params.name, body, options))
    },
  )
  return router
}

function eventView({ webhook, problem: why }: CatalogueEvent): z.input<typeof EventView> {
  const { name, summary = null, deprecated, contentTypes } = webhook
  return { name, summary, deprecated, contentTypes, problem: why }
}

/** @throws HttpError 503 */
function present(catalogue: Catalogue | undefined): Catalogue {
  if (catalogue) return catalogue
  throw new HttpError(503, 'The document has not been read yet', { 'retry-after': '1' })
}

/** @throws HttpError 403 or 422 */
export function tenantFor({ tenants }: Publisher, asked: string | undefined): string {
  const [only, ...others] = tenants ?? []
  const tenant = asked ?? (others.length === 0 ? only : undefined)
  if (tenant === undefined) {
    throw new HttpError(422, [
      {
        loc: ['query', 'tenant'],
        msg: 'Name the tenant whose endpoints are meant: ?tenant=acme',
        type: 'missing',
      },
    ])
  }
  if (tenants?.includes(tenant) ?? true) return tenant
  throw new HttpError(403, `The key is not for the tenant ${JSON.stringify(tenant)}`)
}

/** @throws HttpError 404 with the names that may be meant, or 503 for an event that cannot be published. */
function find({ document, events }: Catalogue, name: string): CatalogueEvent {
  const event = events.get(name)
  if (event === undefined) {
    const near = nearestNames(name, [...events.keys()]).map((one) => JSON.stringify(one))
    const meant = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`
    throw new HttpError(
      404,
      `${document.title} ${document.version} declares no webhook ${JSON.stringify(name)}.${meant} GET /events lists all.`,
    )
  }
  if (event.problem === null) return event
  throw unusable(name, event.problem)
}

function unusable(name: string, why: string): HttpError {
  return new HttpError(503, `The event ${name} cannot be published: ${why}`)
}

/**
 * The body in exactly the bytes that came.
 *
 * @throws HttpError 400, 415, 422, or 503 where the schema proves to be unusable.
 */
function checked(
  catalogue: Catalogue,
  { webhook }: CatalogueEvent,
  headers: Headers,
  bytes: Uint8Array,
): EncodedBody {
  const { name, contentTypes, body } = webhook
  if (contentTypes.length === 0) {
    if (bytes.byteLength === 0) return { contentType: 'application/json', bytes }
    const msg = `The webhook ${name} declares no body: leave it out`
    throw new HttpError(422, [{ loc: ['body'], msg, type: 'extra_forbidden' }])
  }
  const contentType = contentTypeOf(headers, contentTypes)
  if (!body || !holdsJson(contentType)) return { contentType, bytes }
  const value = bytes.byteLength === 0 ? undefined : parsed(bytes)
  const why = catalogue.whyUnusable(body.schema)
  if (why !== null) throw unusable(name, why)
  const issues =
    value === undefined
      ? [{ loc: ['body'], msg: 'Field required', type: 'missing' }]
      : toValidationIssues(catalogue.checker.issues(value, body.schema), value, 'body')
  if (issues.length > 0) throw new HttpError(422, issues)
  return { contentType, bytes }
}

/** @throws HttpError 415 */
function contentTypeOf(headers: Headers, declared: readonly string[]): string {
  const given = headers.get('content-type')?.trim() ?? ''
  const encoding = headers.get('content-encoding') ?? 'identity'
  const accept = declared.join(', ')
  const refuse = (what: string) => new HttpError(415, `${what}: send the body as ${accept}`, { accept })
  if (encoding !== 'identity') {
    throw refuse(`Unsupported content encoding ${encoding}, since the body is sent on as it comes`)
  }
  const fits = declared.some((one) => isWithin(given, one) || (isJson(given) && isJson(one)))
  if (!fits || given.length > 200) throw refuse(`Unsupported content type ${given || '(none)'}`)
  const charset = /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(given)?.[1] ?? 'utf-8'
  if (holdsJson(essenceOf(given)) && !/^utf-?8$/i.test(charset))
    throw refuse(`Unsupported charset ${charset}, JSON is UTF-8`)
  return given
}

/** @throws HttpError 400 */
function parsed(bytes: Uint8Array): unknown {
  try {
    // A byte order mark is no JSON (RFC 8259, 8.1), and would be sent on.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'it is not UTF-8'
    throw new HttpError(400, `The body is not valid JSON: ${reason}`)
  }
}

/** Turns what a publisher got wrong, and a store that is away, into answers. */
async function answering(work: Promise<SendResult>): Promise<SendResult> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof HookwrightError)) throw error
    if (error.code === 'idempotency_conflict') throw new HttpError(409, error.message)
    if (error.code === 'bad_option') {
      const [, option = 'channels'] = /`(\w+)`/.exec(error.message) ?? []
      const loc = option === 'idempotencyKey' ? ['header', 'idempotency-key'] : ['query', option]
      throw new HttpError(422, [{ loc, msg: error.message, type: error.code }])
    }
    if (error.code === 'store_failed' || error.code === 'store_closed') {
      throw new HttpError(
        503,
        'The database does not answer, so that it is not known whether the event was stored. Publish it again with the same idempotency-key',
        { 'retry-after': '1' },
      )
    }
    throw error
  }
}
