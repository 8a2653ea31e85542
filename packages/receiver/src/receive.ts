import { readBody } from './body.ts'
import { errorResponse, receiverFailed, Refusal, WebhookVerificationError } from './errors.ts'
import type { SenderErrorCode, WebhookVerificationErrorCode } from './errors.ts'
import { eventTypeHeader } from './headers.ts'
import { checkVerifyingSecret } from './key.ts'
import { checkTolerance, secretList, verify } from './signature.ts'
import type { Secrets } from './signature.ts'

/** A verified event, as handlers get it. */
export interface WebhookEvent<Type extends string | undefined = string, Body = unknown> {
  /** The message's id, the same over all attempts: remember it in order to handle an event once. */
  id: string
  type: Type
  /** When the sender made this attempt. */
  timestamp: Date
  /** The body, parsed as JSON; undefined where it is empty. Its shape is the sender's word: it is not validated here. */
  body: Body
  /** The exact bytes that were signed. */
  rawBody: Uint8Array
  headers: Headers
  /** The request, its body already read. */
  request: Request
}

/**
 * Answers 204 when it returns nothing, 200 with the value as JSON when it returns one, and the
 * `Response` itself when it returns that. When it throws, the answer is 500 and the sender retries.
 */
export type WebhookHandler<Type extends string | undefined = string, Body = unknown> = (
  event: WebhookEvent<Type, Body>,
) => unknown

/** A handler for each event type of `Events` that is wanted; or, where no `Events` are given, for any name. */
export type WebhookHandlers<Events extends object> = string extends keyof Events
  ? Readonly<Record<string, WebhookHandler>>
  : { readonly [Type in keyof Events & string]?: WebhookHandler<Type, Events[Type]> }

export interface ReceiverOptions<Events extends object = Record<string, unknown>> {
  /** The endpoint's secret (`whsec_…`) or the sender's public key (`whpk_…`), several while they are rotated, or a function that looks them up for each request. */
  secret: Secrets | (() => Secrets | Promise<Secrets>)
  /** A handler for each event type that is wanted. */
  on: WebhookHandlers<Events>
  /** Gets the events that have no handler. Without it they are answered 204, so that a sender's new event types fail nowhere. */
  fallback?: WebhookHandler<string | undefined> | undefined
  /** Names the event's type. By default the header `webhook-event-type`, or else the body's string property `type`. */
  eventType?: ((body: unknown, headers: Headers) => string | undefined) | undefined
  /** How far `webhook-timestamp` may lie from now, either way. 300 by default. */
  toleranceSeconds?: number | undefined
  /** Larger bodies are answered 413, and read no further. 1,048,576 (1 MiB) by default. */
  maxBodyBytes?: number | undefined
  /**
   * Gets what is answered with 500: what a handler threw (then with its event), and mistakes in the
   * receiver's own set-up. Written to the console by default; the sender is told nothing of it.
   */
  onError?:
    | ((error: unknown, event: WebhookEvent<string | undefined> | undefined) => void | Promise<void>)
    | undefined
  /** Milliseconds since the Unix epoch; `Date.now` by default. */
  now?: (() => number) | undefined
}

/** Never rejects: whatever goes wrong has its response. */
export type Receiver = (request: Request) => Promise<Response>

const methods = ['POST', 'PUT', 'PATCH', 'DELETE']
const defaultMaxBodyBytes = 1024 * 1024

/**
 * A function from a fetch-standard `Request` to its `Response`, that verifies each webhook and calls
 * the handler of its event type. Give `Events` to type the bodies:
 * `createReceiver<{ 'new-subscription': Subscription }>({ … })`.
 *
 * Answers 401 to a signature that does not match or is out of time, 400 to missing or malformed
 * headers or JSON, 405 to other methods than POST, PUT, PATCH and DELETE, 413 over the cap, 500 when a
 * handler throws; each with the body `{ "error": { "code", "message" } }`.
 *
 * @throws WebhookVerificationError at once `invalid_secret` (where the secret is known), `invalid_option`
 */
export function createReceiver<Events extends object = Record<string, unknown>>(
  options: ReceiverOptions<Events>,
): Receiver {
  const { secret, fallback, eventType = defaultEventType, toleranceSeconds, now } = options
  const { maxBodyBytes = defaultMaxBodyBytes, onError = logError } = options
  if (typeof secret !== 'function') secretList(secret).forEach(checkVerifyingSecret)
  if (toleranceSeconds !== undefined) checkTolerance(toleranceSeconds)
  if (!(maxBodyBytes >= 0))
    throw badOption(`maxBodyBytes is ${maxBodyBytes}: it must be a number of bytes from 0 up`)
  const handlers = handlersByType(options.on)

  async function open(request: Request): Promise<WebhookEvent<string | undefined>> {
    const { headers } = request
    const rawBody = await readBody(request, maxBodyBytes)
    const secrets = typeof secret === 'function' ? await secret() : secret
    const { id, timestamp } = await verify({ headers, body: rawBody, secret: secrets, toleranceSeconds, now })
    const body = parseJson(rawBody)
    return { id, type: eventType(body, headers), timestamp, body, rawBody, headers, request }
  }

  async function dispatch(event: WebhookEvent<string | undefined>): Promise<Response> {
    const { type } = event
    const handler = type === undefined ? undefined : handlers.get(type)
    if (type !== undefined && handler) return answer(await handler({ ...event, type }))
    if (fallback) return answer(await fallback(event))
    return type === undefined ? noEventType() : answer(undefined)
  }

  function report(fault: unknown, event?: WebhookEvent<string | undefined>): void {
    // A promise, so that an async `onError` that fails cannot end the process; called at once all the same.
    new Promise((resolve) => resolve(onError(fault, event))).catch((inReport) => logError(inReport, event))
  }

  return async (request) => {
    if (!methods.includes(request.method)) return methodNotAllowed(request.method)
    let event
    try {
      event = await open(request)
    } catch (error) {
      return refuse(error, report)
    }
    try {
      return await dispatch(event)
    } catch (error) {
      report(error, event)
      return errorResponse(500, 'handler_failed', 'The receiver failed to handle this event.')
    }
  }
}

/** A map rather than the object itself, so that an event named "constructor" finds nothing. */
function handlersByType(on: object): ReadonlyMap<string, WebhookHandler> {
  const handlers = new Map<string, WebhookHandler>()
  for (const [type, handler] of Object.entries(on)) {
    if (handler === undefined) continue
    if (typeof handler !== 'function') throw badOption(`on[${JSON.stringify(type)}] must be a function`)
    handlers.set(type, handler)
  }
  return handlers
}

function defaultEventType(body: unknown, headers: Headers): string | undefined {
  const named = headers.get(eventTypeHeader)?.trim()
  if (named) return named
  if (typeof body !== 'object' || body === null || !('type' in body)) return undefined
  return typeof body.type === 'string' ? body.type : undefined
}

function parseJson(rawBody: Uint8Array): unknown {
  if (rawBody.length === 0) return undefined
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(rawBody))
  } catch (cause) {
    throw new Refusal(400, 'malformed_json', 'The signature is right, but the body is not JSON in UTF-8.', {
      cause,
    })
  }
}

function answer(value: unknown): Response {
  if (value instanceof Response) return value
  return value === undefined ? new Response(null, { status: 204 }) : Response.json(value)
}

function noEventType(): Response {
  return errorResponse(
    400,
    'missing_event_type',
    `The event names no type, neither in the header "${eventTypeHeader}" nor as "type" in the body: the receiver needs the option "eventType" or "fallback".`,
  )
}

function methodNotAllowed(method: string): Response {
  const allow = methods.join(', ')
  return errorResponse(405, 'method_not_allowed', `Webhooks come by ${allow}, not by ${method}.`, { allow })
}

const senderFaults: Readonly<Record<SenderErrorCode, number>> = {
  missing_header: 400,
  invalid_header: 400,
  timestamp_too_old: 401,
  timestamp_too_new: 401,
  no_matching_signature: 401,
}

function isSenderFault(code: WebhookVerificationErrorCode): code is SenderErrorCode {
  return Object.hasOwn(senderFaults, code)
}

/** What is the sender's fault is told to the sender; what is the receiver's, to its owner. */
function refuse(error: unknown, report: (error: unknown) => void): Response {
  if (error instanceof Refusal) return errorResponse(error.status, error.code, error.message)
  if (error instanceof WebhookVerificationError && isSenderFault(error.code)) {
    return errorResponse(senderFaults[error.code], error.code, error.message)
  }
  report(error)
  return receiverFailed()
}

function logError(error: unknown, event: WebhookEvent<string | undefined> | undefined): void {
  const what = event ? `the event ${event.type ?? 'without a type'} (${event.id})` : 'a webhook'
  console.error(`@hookwright/receiver could not handle ${what}:`, error)
}

function badOption(problem: string): WebhookVerificationError {
  return new WebhookVerificationError('invalid_option', `${problem}.`)
}
