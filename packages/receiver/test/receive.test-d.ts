/** Not run: `tsc -b packages/receiver/test` is the test. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expectTypeOf } from 'vitest'
import { createReceiver, gone, later, memorySeen, verify } from '../src/index.ts'
import type {
  Receiver,
  ReceiverOptions,
  Verified,
  WebhookEvent,
  WebhookEventOf,
  WebhookHandlers,
} from '../src/index.ts'
import { publishedKeys } from '../src/keys.ts'
import { toNodeHandler } from '../src/node.ts'
import { github } from '../src/presets.ts'

interface Subscription {
  username: string
  monthly_fee: number
}

/** An interface, as a generator may write it, and not only a type alias. */
interface Events {
  'new-subscription': { body: Subscription }
  'user.deleted': { body: { id: string }; response: { erased: boolean } }
  'user.viewed': { body: { id: string }; response?: { noted: boolean } }
}

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

const receiver = createReceiver<Events>({
  secret,
  on: {
    'new-subscription': async (event) => {
      expectTypeOf(event).toEqualTypeOf<WebhookEvent<'new-subscription', Subscription>>()
      expectTypeOf(event.type).toEqualTypeOf<'new-subscription'>()
      expectTypeOf(event.body).toEqualTypeOf<Subscription>()
      expectTypeOf(event.id).toEqualTypeOf<string>()
      expectTypeOf(event.timestamp).toEqualTypeOf<Date>()
      expectTypeOf(event.rawBody).toEqualTypeOf<Uint8Array>()
      expectTypeOf(event.headers).toEqualTypeOf<Headers>()
      expectTypeOf(event.request).toEqualTypeOf<Request>()
      // @ts-expect-error the body has no such property
      void event.body.user_name
    },
    // A handler may be left out ('user.deleted').
  },
  fallback(event) {
    expectTypeOf(event.type).toEqualTypeOf<string | undefined>()
    expectTypeOf(event.body).toEqualTypeOf<unknown>()
  },
  eventType(body, headers) {
    expectTypeOf(body).toEqualTypeOf<unknown>()
    expectTypeOf(headers).toEqualTypeOf<Headers>()
    return undefined
  },
  seen: memorySeen(),
  duplicate(event) {
    expectTypeOf(event.type).toEqualTypeOf<string | undefined>()
  },
  onError(error, event) {
    expectTypeOf(error).toEqualTypeOf<unknown>()
    expectTypeOf(event).toEqualTypeOf<WebhookEvent<string | undefined> | undefined>()
  },
})
expectTypeOf(receiver).toEqualTypeOf<Receiver>()
expectTypeOf(receiver).toEqualTypeOf<(request: Request) => Promise<Response>>()

createReceiver<Events>({
  secret,
  on: {
    // @ts-expect-error the sender has no such event type
    'new-subscriptoin': () => {},
  },
})

createReceiver<Events>({
  secret,
  on: {
    // @ts-expect-error a handler of another event's body
    'user.deleted': (event: WebhookEvent<'user.deleted', Subscription>) => event.body.username,
  },
})

// What the sender wants to be answered is asked of the handler; an answer of one's own always goes.
const sync: WebhookHandlers<Events> = {
  'new-subscription': () => gone(),
  'user.deleted': ({ body }) => ({ erased: body.id !== '' }),
  'user.viewed': () => {},
}
const async: WebhookHandlers<Events> = {
  'new-subscription': async ({ body }) => (body.monthly_fee > 10 ? later(60) : undefined),
  'user.deleted': async () =>
    Math.random() > 0.5 ? { erased: true } : new Response('busy', { status: 503 }),
  'user.viewed': async ({ body }) => (body.id === '' ? undefined : { noted: true }),
}
createReceiver<Events>({ secret, on: { ...sync, ...async } })

const wrong: WebhookHandlers<Events> = {
  // @ts-expect-error the sender wants nothing: what is returned by accident would be told to it
  'new-subscription': ({ body }) => body.username,
  // @ts-expect-error an answer is missing
  'user.deleted': () => {},
  // @ts-expect-error another answer
  'user.viewed': async () => ({ noted: 'yes' }),
}
void wrong

// All events in one type, told apart by `type`.
declare const some: WebhookEventOf<Events>
if (some.type === 'new-subscription') expectTypeOf(some.body).toEqualTypeOf<Subscription>()
else expectTypeOf(some.body).toEqualTypeOf<{ id: string }>()

// As a generated file wraps it.
function createGenerated(options: Omit<ReceiverOptions<Events>, 'eventType'>): Receiver {
  return createReceiver<Events>({ ...options, eventType: () => 'user.viewed' })
}
createGenerated({ secret, on: sync })

// @ts-expect-error the map is of event types to bodies and answers, not to bodies
createReceiver<{ ping: { text: string } }>({ secret, on: {} })

// Without types of events any name goes, and bodies are unknown.
createReceiver({
  secret,
  on: {
    anything(event) {
      expectTypeOf(event.type).toEqualTypeOf<string>()
      expectTypeOf(event.body).toEqualTypeOf<unknown>()
      return { any: 'answer' }
    },
  },
})

createReceiver({ secret: [secret, secret], on: {} })
createReceiver({ secret: () => secret, on: {} })
createReceiver({ secret: async () => [secret], on: {} })
createReceiver<Events>({ secret: publishedKeys('https://sender.example/keys'), on: {} })
createReceiver<Events>({ secret: github(async () => secret), on: {} })
// @ts-expect-error a secret is required
createReceiver({ on: {} })
// @ts-expect-error what an unset environment variable gives
createReceiver({ secret: process.env['WEBHOOK_SECRET'], on: {} })
// @ts-expect-error here too
createReceiver({ secret: github(process.env['WEBHOOK_SECRET']), on: {} })

expectTypeOf(verify).returns.resolves.toEqualTypeOf<Verified>()
declare const incoming: IncomingMessage
void verify({ headers: incoming.headers, body: Buffer.of(), secret })
void verify({ headers: new Headers(), body: new ArrayBuffer(0), secret: [secret] })
// @ts-expect-error a parsed body is not what was signed
void verify({ headers: {}, body: { test: 1 }, secret })

declare const outgoing: ServerResponse
const handler = toNodeHandler(receiver)
expectTypeOf(handler(incoming, outgoing)).toBeVoid()
handler(incoming, outgoing, (error) => expectTypeOf(error).toEqualTypeOf<unknown>())
