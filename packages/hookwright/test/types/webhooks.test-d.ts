/** Not run: `tsc -b packages/hookwright/test` is the test. */
import { expectTypeOf } from 'vitest'
import { z } from 'zod'

import type { App, Router, SendOptions, SendResult, Transaction, Webhook } from '../../src/index.ts'

declare const app: App
declare const router: Router

const Subscription = z.object({
  username: z.string(),
  plan: z.string().default('free'),
  started: z.iso.datetime(),
})

const newSubscription = app.webhooks.post('new-subscription', { body: Subscription })
const tenant = 'acme'

// `send` takes what the schema accepts.
expectTypeOf(newSubscription).toEqualTypeOf<
  Webhook<
    { username: string; plan?: string | undefined; started: string },
    { username: string; plan: string; started: string },
    undefined
  >
>()
expectTypeOf(newSubscription.name).toEqualTypeOf<string>()
expectTypeOf(newSubscription.send({ username: 'a', started: '' }, { tenant })).toEqualTypeOf<
  Promise<SendResult>
>()
expectTypeOf(newSubscription.sample()).toEqualTypeOf<Promise<unknown>>()
// @ts-expect-error -- a username is missing
void newSubscription.send({ started: '' }, { tenant })
// @ts-expect-error -- the username is no text
void newSubscription.send({ username: 7, started: '' }, { tenant })
// @ts-expect-error -- misspelled
void newSubscription.send({ username: 'a', started: '', paln: 'x' }, { tenant })
// @ts-expect-error -- nothing to send
void newSubscription.send(undefined, { tenant })

// The tenant has to be named.
// @ts-expect-error -- no options
void newSubscription.send({ username: 'a', started: '' })
// @ts-expect-error -- no tenant
void newSubscription.send({ username: 'a', started: '' }, {})
// @ts-expect-error -- misspelled
void newSubscription.send({ username: 'a', started: '' }, { tenant, idempotencykey: 'x' })
expectTypeOf<SendOptions>().toEqualTypeOf<{
  tenant: string
  idempotencyKey?: string
  endpoints?: readonly string[]
  channels?: readonly string[]
  transaction?: Transaction
  at?: Date | number
}>()

// Without a body there is none to send.
const ping = router.webhooks.get('ping')
expectTypeOf(ping).toEqualTypeOf<Webhook<undefined, undefined, undefined>>()
void ping.send(undefined, { tenant })
// @ts-expect-error -- it declares no body
void ping.send({}, { tenant })
expectTypeOf(app.webhooks.route('post', 'x', { body: z.int() })).toEqualTypeOf<
  Webhook<number, number, undefined>
>()

// A webhook's handler is the subscriber's.
// @ts-expect-error -- a handler after options
app.webhooks.post('x', { body: Subscription }, () => 1)
// @ts-expect-error -- a handler instead of options
app.webhooks.post('x', () => 1)
// @ts-expect-error -- by route()
app.webhooks.route('post', 'x', {}, () => 1)
// @ts-expect-error -- an event type has no path parameters
app.webhooks.post('x', { params: z.object({}) })
// @ts-expect-error -- misspelled
app.webhooks.post('x', { descripton: 'x' })
// @ts-expect-error -- misspelled, beside a schema
app.webhooks.post('x', { body: Subscription, respones: Subscription })
// @ts-expect-error -- a prefix is for paths
app.webhooks.include(router.webhooks, { prefix: '/x' })
app.webhooks.include(router.webhooks, { namespace: 'x.' })
