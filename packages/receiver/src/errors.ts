/**
 * Thrown wherever a webhook cannot be trusted, or cannot be signed. `code` is stable and meant for
 * programs; the message names what is wrong and the cure, and never holds a secret.
 */
export class WebhookVerificationError extends Error {
  override readonly name: string = 'WebhookVerificationError'
  readonly code: WebhookVerificationErrorCode

  constructor(code: WebhookVerificationErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/**
 * - `missing_header`, `invalid_header`: one of the three signed headers is absent or malformed.
 * - `timestamp_too_old`, `timestamp_too_new`: outside the tolerance; a replay, or a clock that is off.
 * - `no_matching_signature`: the body, the id, the timestamp or the secret is not what was signed.
 * - `invalid_secret`, `invalid_option`, `invalid_body`: the caller gave something that cannot work.
 * - `unsupported_runtime`: a v1a key, where Web Crypto has no Ed25519.
 * - `body_already_read`: something read or parsed the request before the receiver, so the signed bytes are gone.
 * - `invalid_id`, `invalid_timestamp`: what is to be signed cannot be, since the parts would run together.
 */
export type WebhookVerificationErrorCode =
  | 'missing_header'
  | 'invalid_header'
  | 'timestamp_too_old'
  | 'timestamp_too_new'
  | 'no_matching_signature'
  | 'invalid_secret'
  | 'invalid_option'
  | 'invalid_body'
  | 'unsupported_runtime'
  | 'body_already_read'
  | 'invalid_id'
  | 'invalid_timestamp'

/** Of those, what the sender of a request can have done wrong. A receiver answers the rest with `receiver_failed`. */
export type SenderErrorCode = Extract<
  WebhookVerificationErrorCode,
  'missing_header' | 'invalid_header' | 'timestamp_too_old' | 'timestamp_too_new' | 'no_matching_signature'
>

/** `error.code` in the JSON body `{ "error": { "code", "message" } }` of everything that a receiver refuses. */
export type ReceiverErrorCode =
  | SenderErrorCode
  | 'method_not_allowed'
  | 'body_too_large'
  | 'body_incomplete'
  | 'malformed_json'
  | 'missing_event_type'
  | 'handler_failed'
  | 'receiver_failed'

/** A request that goes no further, through a fault of its sender. */
export class Refusal extends Error {
  readonly status: number
  readonly code: ReceiverErrorCode

  constructor(status: number, code: ReceiverErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
    this.code = code
  }
}

export function errorResponse(
  status: number,
  code: ReceiverErrorCode,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ error: { code, message } }, { status, headers })
}

/** The answer to every fault of the receiver itself: the cause is for its owner, not for the sender. */
export function receiverFailed(): Response {
  return errorResponse(500, 'receiver_failed', 'The receiver is not set up correctly; its own log says why.')
}
