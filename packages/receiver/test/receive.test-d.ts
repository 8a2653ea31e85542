/** Not run: `tsc -b packages/receiver/test` is the test. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { expectTypeOf } from 'vitest'
import { createReceiver, verify } from '../src/index.ts'
import type { Receiver, Verified, WebhookEvent } from '../src/index.ts'
import { toNodeHandler } from '../src/node.ts'

interface Subscription {
  username: string
  monthly_fee: number
}

/** An interface, as a generator may write it, and not only a type alias. */
interface Events {
  'new-subscription': Subscription
  'user.deleted': { id: string }
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

// Without types of events any name goes, and bodies are unknown.
createReceiver({
  secret,
  on: {
    anything(event) {
      expectTypeOf(event.type).toEqualTypeOf<string>()
      expectTypeOf(event.body).toEqualTypeOf<unknown>()
    },
  },
})

createReceiver({ secret: [secret, secret], on: {} })
createReceiver({ secret: () => secret, on: {} })
createReceiver({ secret: async () => [secret], on: {} })
// @ts-expect-error a secret is required
createReceiver({ on: {} })
// @ts-expect-error what an unset environment variable gives
createReceiver({ secret: process.env['WEBHOOK_SECRET'], on: {} })

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
