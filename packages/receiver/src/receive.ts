import { readBody } from './body.ts'
import { errorResponse, receiverFailed, refusal, WebhookVerificationError } from './errors.ts'
import type { AnyEvents, EventTypes, WebhookEvent, WebhookHandler, WebhookHandlers } from './events.ts'
import { readVerifyingKey } from './key.ts'
import { standardWebhooks } from './scheme.ts'
import type { Scheme, SecretSource } from './scheme.ts'
import { secretList } from './secret.ts'
import type { SeenStore } from './seen.ts'
import { checkNumber, defaultToleranceSeconds, invalidOption } from './verify.ts'

type AnyEvent = WebhookEvent<string | undefined>
type Handler = WebhookHandler<string | undefined>

export interface ReceiverOptions<Events extends EventTypes<Events> = AnyEvents> {
  /**
   * What to verify with: the endpoint's secret (`whsec_…`) or the sender's public key (`whpk_…`), several
   * while they are rotated, or a function that looks them up for each request. Or another scheme:
   * `publishedKeys(url)` of `@hookwright/receiver/keys`, `github(secret)` and the like of
   * `@hookwright/receiver/presets`, or one of your own.
   */
  secret: SecretSource | Scheme
  /** A handler for each event type that is wanted. */
  on: WebhookHandlers<Events>
  /** Gets the events that have no handler. Without it they are answered 204, so that a sender's new event types fail nowhere. */
  fallback?: Handler | undefined
  /**
   * Looks at each event that has a handler before the handler gets it: a `Response` that it returns is the answer
   * instead. See `@hookwright/receiver/validate`.
   */
  check?: ((event: AnyEvent) => Response | undefined | Promise<Response | undefined>) | undefined
  /** Names the event's type. By default the scheme does: the header `webhook-event-type`, or else the body's string property `type`. */
  eventType?: ((body: unknown, headers: Headers) => string | undefined) | undefined
  /** Keeps a message from being handled twice: `memorySeen()`, or a store that processes share. Without it each duplicate is handled. */
  seen?: SeenStore | undefined
  /** Answers a message that was handled before, as a handler does. Without it the answer is 204. */
  duplicate?: Handler | undefined
  /** How long a message that is being handled is kept from being handled again, should the process die. 60 by default: longer than any handler takes. */
  leaseSeconds?: number | undefined
  /** How long a handled message is remembered. 432,000 (5 days) by default: longer than the sender retries. */
  rememberSeconds?: number | undefined
  /** How far the signed timestamp may lie from now, either way. 300 by default. */
  toleranceSeconds?: number | undefined
  /** Larger bodies are answered 413, and read no further. 1,048,576 (1 MiB) by default. */
  maxBodyBytes?: number | undefined
  /**
   * Gets what is answered with 500: what a handler threw (then with its event), and mistakes in the
   * receiver's own set-up; and what went wrong in `seen` once the handler was done. Written to the
   * console by default; the sender is told nothing of it.
   */
  onError?: ((error: unknown, event: AnyEvent | undefined) => void | Promise<void>) | undefined
  /** Milliseconds since the Unix epoch; `Date.now` by default. */
  now?: (() => number) | undefined
}

/** Never rejects: whatever goes wrong has its response. */
export type Receiver = (request: Request) => Promise<Response>

const methods = ['POST', 'PUT', 'PATCH', 'DELETE']

function ignore(): void {}

/**
 * A function from a fetch-standard `Request` to its `Response`, that verifies each webhook and calls
 * the handler of its event type. Give `Events` to type bodies and answers:
 * `createReceiver<{ 'new-subscription': { body: Subscription } }>({ … })`.
 *
 * Answers 401 to a signature that does not match or is out of time, 400 to missing or malformed
 * headers or JSON, 405 to other methods than POST, PUT, PATCH and DELETE, 409 to a message that is
 * being handled just now, 413 over the cap, 500 when a handler throws; each with the body
 * `{ "error": { "code", "message" } }`.
 *
 * @throws WebhookVerificationError at once `invalid_secret` (where the secret is known), `invalid_option`
 */
export function createReceiver<Events extends EventTypes<Events> = AnyEvents>(
  options: ReceiverOptions<Events>,
): Receiver {
  const { fallback, check, duplicate = ignore, seen, eventType, now = Date.now } = options
  const { toleranceSeconds = defaultToleranceSeconds, maxBodyBytes = 1024 * 1024 } = options
  const { leaseSeconds = 60, rememberSeconds = 5 * 24 * 60 * 60, onError = logError } = options
  for (const option of Object.entries({ toleranceSeconds, maxBodyBytes, leaseSeconds, rememberSeconds })) {
    checkNumber(...option)
  }
  const scheme = schemeOf(options.secret)
  const handlers = handlersByType(options.on)

  async function handle(event: AnyEvent, handler: Handler): Promise<Response> {
    try {
      const value = await handler(event)
      if (value instanceof Response) return value
      return value === undefined ? new Response(null, { status: 204 }) : Response.json(value)
    } catch (thrown) {
      if (thrown instanceof Response) return thrown
      report(thrown, event)
      return errorResponse(500, 'handler_failed', 'The receiver failed to handle this event.')
    }
  }

  async function handleOnce(event: AnyEvent, handler: Handler, store: SeenStore): Promise<Response> {
    const holder = crypto.randomUUID()
    const state = await store.claim(event.id, holder, leaseSeconds)
    if (state === 'handled') return handle(event, duplicate)
    if (state !== 'claimed') {
      // Not 2xx: should the one that runs fail after all, this is the attempt that brings the message again.
      return errorResponse(409, 'in_progress', 'This message is being handled.')
    }
    const response = await handle(event, handler)
    try {
      if (response.ok) await store.confirm(event.id, holder, rememberSeconds)
      else await store.release(event.id, holder)
    } catch (error) {
      // The handler has spoken, and its answer stands; the claim runs out by itself.
      report(error, event)
    }
    return response
  }

  function report(fault: unknown, event?: AnyEvent): void {
    // Within an async function, so that no failure of `onError` can end the process; called at once all the same.
    const reporting = async () => onError(fault, event)
    reporting().catch((inReport) => logError(inReport, event))
  }

  return async (request) => {
    let event
    try {
      const { method, headers } = request
      if (!methods.includes(method)) throw methodNotAllowed(method)
      const rawBody = await readBody(request, maxBodyBytes)
      const { answer: ready, ...opened } = await scheme.open({ headers, rawBody, toleranceSeconds, now })
      if (ready) return ready
      const type = eventType ? eventType(opened.body, headers) : opened.type
      event = { ...opened, type, rawBody, headers, request }
      const handler = handlers.get(type) ?? fallback
      if (!handler && type === undefined) throw missingEventType()
      const refused = handler && (await check?.(event))
      if (refused) return refused
      return await (handler && seen ? handleOnce(event, handler, seen) : handle(event, handler ?? ignore))
    } catch (error) {
      const refused = refusal(error, { allow: methods.join(', ') })
      if (refused) return refused
      report(error, event)
      return receiverFailed()
    }
  }
}

/** @throws WebhookVerificationError `invalid_secret` at once, where there is no function to ask later */
function schemeOf(secret: SecretSource | Scheme): Scheme {
  if (typeof secret === 'object' && secret && 'open' in secret) return secret
  if (typeof secret !== 'function') secretList(secret).forEach(readVerifyingKey)
  return standardWebhooks(secret)
}

/** A map rather than the object itself, so that an event named "constructor" finds nothing. */
function handlersByType(on: object): ReadonlyMap<string | undefined, Handler> {
  const handlers = new Map<string, Handler>()
  for (const [type, handler] of Object.entries(on)) {
    if (handler === undefined) continue
    if (typeof handler !== 'function') throw invalidOption(`on[${JSON.stringify(type)}]`, 'a function')
    handlers.set(type, handler)
  }
  return handlers
}

function missingEventType(): WebhookVerificationError {
  return new WebhookVerificationError(
    'missing_event_type',
    'The event names no type: the receiver needs the option "eventType" or "fallback".',
  )
}

function methodNotAllowed(method: string): WebhookVerificationError {
  return new WebhookVerificationError('method_not_allowed', `Webhooks do not come by ${method}.`)
}

function logError(error: unknown, event: AnyEvent | undefined): void {
  const what = event ? `the event ${event.type ?? 'without a type'} (${event.id})` : 'a webhook'
  console.error(`@hookwright/receiver could not handle ${what}:`, error)
}
