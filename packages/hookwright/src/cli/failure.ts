/** What the process says to its parent. After a second signal it is 128 and the signal's number instead. */
export const exitCodes = { ok: 0, failed: 1, wrongUse: 2 } as const

/** Something a command cannot do, told without a stack. The message names the place and the cure. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: CommandErrorCode

  constructor(code: CommandErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

type CommandErrorCode =
  | 'module_not_found'
  | 'module_not_importable'
  | 'module_listens'
  | 'no_app'
  | 'other_copy'
  | 'no_delivery'
  | 'no_encryption_keys'
  | 'no_document'
  | 'no_keys'
  | 'secrets_left'
  | 'document_unreadable'
  | 'document_out_of_date'
  | 'document_not_written'
  | 'server_unreachable'
  | 'server_failed'
  | 'not_hookwright'
  | 'not_authenticated'
  | 'tenant_missing'
  | 'not_found'
  | 'refused'
  | 'file_unreadable'
  | 'no_sample'
  | 'bad_secret'

export interface Failure {
  code: string
  message: string
}

/** What to print of an error: the message alone where it was meant for the user, else the stack as well. */
export function explain(error: unknown): Failure & { exitCode: number } {
  if (error instanceof CommandError) {
    return { exitCode: exitCodes.failed, code: error.code, message: error.message }
  }
  if (isHookwrightError(error)) {
    return { exitCode: exitCodes.failed, code: error.code, message: error.message }
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { exitCode: exitCodes.failed, code: 'unexpected', message }
}

/** By its name, since the app may bring another copy of Hookwright. */
export function isHookwrightError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    error.name === 'HookwrightError' &&
    'code' in error &&
    typeof error.code === 'string'
  )
}
