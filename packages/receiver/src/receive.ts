import { answer } from './answers.ts'
import { readBody } from './body.ts'
import { errorResponse, receiverFailed, refusal, WebhookVerificationError } from './errors.ts'
import type { AnyEvents, EventTypes, WebhookEvent, WebhookHandler, WebhookHandlers } from './events.ts'
import { checkVerifyingSecret } from './key.ts'
import { standardWebhooks } from './scheme.ts'
import type { KeyList, Scheme, SecretSource } from './scheme.ts'
import type { SeenStore } from './seen.ts'
import { checkTolerance, defaultToleranceSeconds, invalidOption, secretList } from './signature.ts'

type AnyEvent = WebhookEvent<string | undefined>

/** Who may have sent what the receiver takes: one of these. */
type Sender =
  | {
      /** The endpoint's secret (`whsec_…`) or the sender's public key (`whpk_…`), several while they are rotated, or a function that looks them up for each request. */
      secret: SecretSource
      /** The list of public keys that the sender publishes, for what the secrets do not match. */
      keys?: KeyList | undefined
      scheme?: undefined
    }
  | { secret?: undefined; keys: KeyList; scheme?: undefined }
  | {
      secret?: undefined
      keys?: undefined
      /** How the sender signs, where it is not by Standard Webhooks: see `@hookwright/receiver/presets`. */
      scheme: Scheme
    }

export type ReceiverOptions<Events extends EventTypes<Events> = AnyEvents> = Sender & {
  /** A handler for each event type that is wanted. */
  on: WebhookHandlers<Events>
  /** Gets the events that have no handler. Without it they are answered 204, so that a sender's new event types fail nowhere. */
  fallback?: WebhookHandler<string | undefined> | undefined
  /**
   * Looks at each event that has a handler before the handler gets it: a `Response` that it returns or throws is the
   * answer, and the handler gets nothing. See `@hookwright/receiver/validate`.
   */
  check?: ((event: AnyEvent) => Response | undefined | Promise<Response | undefined>) | undefined
  /** Names the event's type. By default the scheme does: the header `webhook-event-type`, or else the body's string property `type`. */
  eventType?: ((body: unknown, headers: Headers) => string | undefined) | undefined
  /** Keeps a message from being handled twice: `memorySeen()`, or a store that processes share. Without it each duplicate is handled. */
  seen?: SeenStore | undefined
  /** Answers a message that was handled before, as a handler does. Without it the answer is 204. */
  duplicate?: WebhookHandler<string | undefined> | undefined
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
  const { secret, keys, fallback, check, duplicate, seen, eventType, now = Date.now } = options
  const { toleranceSeconds = defaultToleranceSeconds, maxBodyBytes = 1024 * 1024 } = options
  const { leaseSeconds = 60, rememberSeconds = 5 * 24 * 60 * 60, onError = logError } = options
  if (secret !== undefined && typeof secret !== 'function') secretList(secret).forEach(checkVerifyingSecret)
  if (!secret && !keys && !options.scheme) secretList([])
  checkTolerance(toleranceSeconds)
  for (const [name, value] of Object.entries({ maxBodyBytes, leaseSeconds, rememberSeconds })) {
    if (!(value >= 0)) throw invalidOption(name, 'a number from 0 up')
  }
  const scheme = options.scheme ?? standardWebhooks(secret, keys)
  const handlers = handlersByType(options.on)

  async function open(request: Request): Promise<{ event: AnyEvent; answer: Response | undefined }> {
    const { headers } = request
    const rawBody = await readBody(request, maxBodyBytes)
    const opened = await scheme.open({ headers, rawBody, toleranceSeconds, now: now() })
    const { id, timestamp, body } = opened
    const type = eventType ? eventType(body, headers) : opened.type
    return { event: { id, type, timestamp, body, rawBody, headers, request }, answer: opened.answer }
  }

  /** Undefined where nothing wants the event. */
  function handlerOf(event: AnyEvent): (() => unknown) | undefined {
    const { type } = event
    const handler = type === undefined ? undefined : handlers.get(type)
    if (type !== undefined && handler) return () => handler({ ...event, type })
    return fallback && (() => fallback(event))
  }

  async function handle(handler: () => unknown, event: AnyEvent): Promise<Response> {
    try {
      return answer(await handler())
    } catch (thrown) {
      if (thrown instanceof Response) return thrown
      report(thrown, event)
      return errorResponse(500, 'handler_failed', 'The receiver failed to handle this event.')
    }
  }

  async function handleOnce(handler: () => unknown, event: AnyEvent): Promise<Response> {
    if (!seen) return handle(handler, event)
    const holder = crypto.randomUUID()
    const state = await seen.claim(event.id, holder, leaseSeconds)
    if (state === 'handled') return handle(() => duplicate?.(event), event)
    if (state !== 'claimed') {
      // Not 2xx: should the one that runs fail after all, this is the attempt that brings the message again.
      return errorResponse(409, 'in_progress', 'This message is being handled just now.')
    }
    const response = await handle(handler, event)
    try {
      if (response.ok) await seen.confirm(event.id, holder, rememberSeconds)
      else await seen.release(event.id, holder)
    } catch (error) {
      // The handler has spoken, and its answer stands; the claim runs out by itself.
      report(error, event)
    }
    return response
  }

  function report(fault: unknown, event?: AnyEvent): void {
    // A promise, so that an async `onError` that fails cannot end the process; called at once all the same.
    new Promise((resolve) => resolve(onError(fault, event))).catch((inReport) => logError(inReport, event))
  }

  return async (request) => {
    let event
    try {
      if (!methods.includes(request.method)) throw methodNotAllowed(request.method)
      const opened = await open(request)
      if (opened.answer) return opened.answer
      event = opened.event
      const handler = handlerOf(event)
      const refused = handler && (await check?.(event))
      if (refused) return refused
      if (handler) return await handleOnce(handler, event)
      if (event.type === undefined) throw noEventType()
      return answer(undefined)
    } catch (error) {
      const refused = refusal(error, { allow: methods.join(', ') })
      if (refused) return refused
      report(error, event)
      return receiverFailed()
    }
  }
}

/** A map rather than the object itself, so that an event named "constructor" finds nothing. */
function handlersByType(on: object): ReadonlyMap<string, WebhookHandler> {
  const handlers = new Map<string, WebhookHandler>()
  for (const [type, handler] of Object.entries(on)) {
    if (handler === undefined) continue
    if (typeof handler !== 'function') throw invalidOption(`on[${JSON.stringify(type)}]`, 'a function')
    handlers.set(type, handler)
  }
  return handlers
}

function noEventType(): WebhookVerificationError {
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
