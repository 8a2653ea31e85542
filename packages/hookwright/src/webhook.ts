import type { CallbackSendOptions } from './callback/callback.ts'
import type { CallbackRequest, CallbackResponse } from './callback/evaluate.ts'
import type { SendOptions, SendResult } from './delivery/send.ts'
import type { Operation } from './operation.ts'

/** A declared webhook: `Body` is what `send` takes, `Sent` what subscribers get, `Answer` what they are to answer. */
export interface Webhook<Body, Sent = unknown, Answer = unknown> {
  /** Types only, for `ReceivedBy`; nothing is there. */
  readonly '~types'?: { readonly sent: Sent; readonly answer: Answer }
  /** The event type, with the namespaces of the routers it was included through. */
  readonly name: string
  /**
   * Validates the body, stores the message with a delivery for each endpoint of the tenant that wants this
   * event type, and resolves when both are durable, or are part of the caller's `transaction`. Delivery goes on
   * in the background.
   *
   * @throws HookwrightError `delivery_not_configured`, `bad_declaration`, `bad_option`, `body_invalid`,
   *   `idempotency_conflict`, `endpoint_unknown`, `store_failed`. When it throws, nothing was stored.
   */
  send(body: Body, options: SendOptions): Promise<SendResult>
  /**
   * A body in its wire form that the schema accepts: the declared example, else one made from the schema.
   *
   * @throws HookwrightError `bad_schema` where none of both is valid.
   */
  sample(): Promise<unknown>
}

/**
 * What a receiver of this webhook is typed by, where both sides are TypeScript:
 * `createReceiver<{ 'stock-check': ReceivedBy<typeof stockCheck> }>(…)` of `@hookwright/receiver` hands its handler the
 * declared body, and asks it for the declared `response`.
 */
export type ReceivedBy<W extends { readonly '~types'?: { sent: unknown; answer: unknown } }> =
  NonNullable<W['~types']> extends { readonly sent: infer Sent; readonly answer: infer Answer }
    ? [Answer] extends [undefined]
      ? { body: Sent }
      : { body: Sent; response: Answer }
    : never

/** What webhooks and callbacks ask of the app that their router belongs to. */
export interface WebhookHost {
  sendCallback(operation: Operation, body: unknown, options: CallbackSendOptions): Promise<SendResult>
  callbackUrl(
    operation: Operation,
    from: { request: CallbackRequest; response: CallbackResponse | undefined },
  ): string
  send(eventType: string, operation: Operation, body: unknown, options: SendOptions): Promise<SendResult>
}
