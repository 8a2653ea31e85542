import type { SendOptions, SendResult } from '../delivery/send.ts'
import type { CallbackRequest, CallbackResponse } from './evaluate.ts'

/** A declared callback: `Body` is what `send` takes. */
export interface Callback<Body> {
  /** The event type, which each delivery names in its header. */
  readonly name: string
  /**
   * Validates the body and stores it as a message with one delivery, to the URL that the request asks for or to one
   * that is given. It resolves when both are durable, or are part of the caller's `transaction`; signing, retries and
   * all that follows are those of webhooks.
   *
   * @throws HookwrightError `delivery_not_configured`, `bad_declaration`, `bad_option`, `callback_url_invalid`,
   *   `body_invalid`, `idempotency_conflict`, `endpoint_inactive`, `store_failed`. When it throws, nothing was stored.
   */
  send(body: Body, options: CallbackSendOptions): Promise<SendResult>
  /**
   * The URL that a request asks for, checked as `send` checks it, for a handler that answers before it sends.
   *
   * @throws HookwrightError `callback_url_invalid`, `bad_option`, `delivery_not_configured`
   */
  url(request: CallbackRequest, response?: CallbackResponse): string
  /**
   * A body in its wire form that the schema accepts: the declared example, else one made from the schema.
   *
   * @throws HookwrightError `bad_schema` where none of both is valid.
   */
  sample(): Promise<unknown>
}

export type CallbackSendOptions = CallbackDestination & CommonOptions

interface CommonOptions extends Omit<SendOptions, 'endpoints' | 'channels'> {
  /**
   * With which it is signed: `whsec_…` (v1) or `whsk_…` (v1a), such as the caller gave with the request. Default: the
   * tenant's, which `app.delivery.callbacks.secretOf(tenant)` tells.
   */
  secret?: string
}

type CallbackDestination =
  | {
      /** What the URL is read from: the context that the handler was given. */
      request: CallbackRequest
      /** The answer, where the URL is read from that as well. */
      response?: CallbackResponse
      url?: undefined
    }
  | {
      /** Where to send it, where that was kept from an earlier request. */
      url: string
      request?: undefined
      response?: undefined
    }
