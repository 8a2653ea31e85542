import type { ValidationIssue } from '../schema/validate.ts'

/**
 * Thrown by a handler or middleware to answer with an error: `throw new HttpError(404, 'No such user')`
 * answers `{"detail":"No such user"}`.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  /** What the caller is told: a text, or a list of validation issues. */
  readonly detail: string | readonly ValidationIssue[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    detail: string | readonly ValidationIssue[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(typeof detail === 'string' ? detail : detail.map((issue) => issue.msg).join('; '))
    this.status = status
    this.detail = detail
    this.headers = headers
  }

  toResponse(): Response {
    return Response.json({ detail: this.detail }, { status: this.status, headers: this.headers })
  }
}
