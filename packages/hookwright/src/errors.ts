/** Every error that Hookwright throws on purpose. `code` is stable; the message names the place and the cure. */
export class HookwrightError extends Error {
  override readonly name: string = 'HookwrightError'
  readonly code: HookwrightErrorCode

  constructor(code: HookwrightErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

export type HookwrightErrorCode =
  | 'bad_declaration'
  | 'bad_schema'
  | 'bad_option'
  | 'not_authenticated'
  | 'delivery_not_configured'
  | 'portal_not_configured'
  | 'body_invalid'
  | 'callback_url_invalid'
  | 'idempotency_conflict'
  | 'endpoint_unknown'
  | 'endpoint_invalid'
  | 'endpoint_inactive'
  | 'delivery_unknown'
  | 'body_deleted'
  | 'secret_unreadable'
  | 'store_closed'
  | 'store_failed'
  | 'store_behind'
  | 'port_taken'
  | 'bad_document'
