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

/** What a receiver answers to the faults that are the sender's. All other codes are faults of the receiver: 500. */
const statusOf = {
  missing_header: 400,
  invalid_header: 400,
  timestamp_too_old: 401,
  timestamp_too_new: 401,
  no_matching_signature: 401,
  body_incomplete: 400,
  body_too_large: 413,
  malformed_json: 400,
  method_not_allowed: 405,
  missing_event_type: 400,
} as const

/** What the sender of a request can have done wrong. */
type SenderErrorCode = keyof typeof statusOf

/**
 * - `missing_header`, `invalid_header`: a header that the signature needs is absent or malformed.
 * - `timestamp_too_old`, `timestamp_too_new`: outside the tolerance; a replay, or a clock that is off.
 * - `no_matching_signature`: the body, the id, the timestamp or the secret is not what was signed.
 * - `body_incomplete`, `body_too_large`, `malformed_json`: the connection broke; over the cap; signed, but no JSON.
 * - `method_not_allowed`, `missing_event_type`: only answered, by receivers.
 * - `invalid_secret`, `invalid_option`, `invalid_body`: the caller gave something that cannot work.
 * - `keys_unavailable`: the sender's list of public keys cannot be fetched, or holds none.
 * - `unsupported_runtime`: a v1a key, where Web Crypto has no Ed25519.
 * - `body_already_read`: something read or parsed the request before the receiver, so the signed bytes are gone.
 * - `invalid_id`, `invalid_timestamp`: what is to be signed cannot be, since the parts would run together.
 */
export type WebhookVerificationErrorCode =
  | SenderErrorCode
  | 'invalid_secret'
  | 'invalid_option'
  | 'invalid_body'
  | 'keys_unavailable'
  | 'unsupported_runtime'
  | 'body_already_read'
  | 'invalid_id'
  | 'invalid_timestamp'

/** `error.code` in the JSON body `{ "error": { "code", "message" } }` of everything that a receiver refuses. */
export type ReceiverErrorCode =
  | SenderErrorCode
  | 'in_progress'
  | 'gone'
  | 'try_later'
  | 'handler_failed'
  | 'receiver_failed'

export function errorResponse(
  status: number,
  code: ReceiverErrorCode,
  message: string,
  headers?: Record<string, string>,
): Response {
  return Response.json({ error: { code, message } }, { status, headers })
}

/** The answer to a fault of the sender; undefined to all others, whose cause is for the receiver's owner only. */
export function refusal(error: unknown, headers?: Record<string, string>): Response | undefined {
  if (!(error instanceof WebhookVerificationError) || !isSenderFault(error.code)) return undefined
  return errorResponse(statusOf[error.code], error.code, error.message, headers)
}

function isSenderFault(code: WebhookVerificationErrorCode): code is SenderErrorCode {
  return code in statusOf
}

/** The answer to every fault of the receiver itself: the cause is for its owner, not for the sender. */
export function receiverFailed(): Response {
  return errorResponse(500, 'receiver_failed', 'The receiver is not set up correctly: its own log says why.')
}
