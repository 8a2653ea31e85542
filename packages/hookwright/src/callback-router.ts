import type { Callback } from './callback/callback.ts'
import { Declarations } from './declarations.ts'
import type { Maybe, Method, Operation, OperationOptions } from './operation.ts'
import { Place } from './place.ts'
import { soleHost, type WebhookTypes } from './router.ts'
import { sampleBody } from './schema/sample.ts'
import type { InputOf } from './schema/schema.ts'
import type { WebhookHost } from './webhook.ts'

/**
 * Declares a callback: its event type, the runtime expression that tells its URL (OpenAPI 3.1, 4.8.18), and options.
 * There is no handler, since whoever made the request has it.
 */
export type CallbackMethod = <B extends Maybe = undefined, R extends Maybe = undefined>(
  eventType: string,
  expression: string,
  options?: OperationOptions<WebhookTypes<B, R>>,
) => Callback<InputOf<B>>

/**
 * Declares callbacks: requests that an operation makes to a URL that it was asked to. They are documented under each
 * operation that names this router in `callbacks`.
 */
export class CallbackRouter {
  /** @internal */
  readonly declarations = new Declarations()

  readonly get: CallbackMethod = this.#method('get')
  readonly post: CallbackMethod = this.#method('post')
  readonly put: CallbackMethod = this.#method('put')
  readonly patch: CallbackMethod = this.#method('patch')
  readonly delete: CallbackMethod = this.#method('delete')

  #method(method: Method): CallbackMethod {
    return (eventType, expression, options) => this.#declare(method, eventType, expression, options ?? {})
  }

  /** However many operations name this router. */
  #host(operation: Operation): WebhookHost {
    const homes = this.declarations.hosts().map((home) => [home.host, home] as const)
    return soleHost([...new Map(homes).values()], operation, callbackHomes).host
  }

  #declare<Body>(
    method: Method,
    eventType: string,
    expression: string,
    options: OperationOptions,
  ): Callback<Body> {
    const place = new Place()
    const operation: Operation = { method, name: eventType, expression, options, handler: undefined, place }
    this.declarations.add(operation)
    const host = () => this.#host(operation)
    return {
      name: eventType,
      async send(body, sendOptions) {
        return host().sendCallback(operation, body, sendOptions)
      },
      url: (request, response) => host().callbackUrl(operation, { request, response }),
      async sample() {
        return (await sampleBody(options.body, `callback ${eventType}`, options.examples?.body)).wire
      },
    }
  }
}

const callbackHomes = {
  noun: 'callback',
  none: 'is attached to no operation of an App yet. Name its router in one: { callbacks: [router] }, and include that in an App',
  several:
    'is attached to operations of several Apps, so it is ambiguous which is to deliver it. Declare it for each',
}
