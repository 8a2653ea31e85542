/** Why a call did not succeed, in words that say what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** The HTTP status; 0 where no answer came. */
  readonly status: number
  /** What is wrong with single fields of the body or the query, by the path of the field (`url`, `eventTypes`). */
  readonly fields: Readonly<Record<string, string>>

  constructor(status: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.fields = fields
  }
}

/** @param answer What the server said: `{ detail }`, of a text or of a list of what is wrong. */
export function refusalOf(response: Response, answer: unknown): ApiError {
  const { status } = response
  const detail = detailOf(answer)
  if (Array.isArray(detail)) {
    const fields: Record<string, string> = {}
    for (const { place, text } of detail.map(mistakeOf)) fields[place] ??= text
    const told = Object.entries(fields).map(([place, text]) => (place === '' ? text : `${place}: ${text}`))
    return new ApiError(status, told.join(' '), fields)
  }
  return new ApiError(status, inWords(status, typeof detail === 'string' ? detail : '', response))
}

function inWords(status: number, detail: string, response: Response): string {
  if (status === 401)
    return 'Your session had ended, so this was not done. Once you are signed in, try again.'
  if (status === 403) return detail === '' ? 'You may not do this.' : detail
  if (status === 404) return 'This is not there, or no longer.'
  if (status === 429) {
    const seconds = response.headers.get('retry-after')
    return `Too many tries. Wait ${seconds === null ? 'a moment' : `${seconds} s`}, then try again.`
  }
  if (status === 501) return 'This server cannot do that.'
  if (status >= 500)
    return `The server failed (${status}). Try again; if it stays, tell whoever runs this API.`
  return detail === '' ? `The server refused this (${status}).` : `${detail.replace(/\.$/, '')}.`
}

function detailOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'detail' in answer ? answer.detail : undefined
}

function mistakeOf(mistake: unknown): { place: string; text: string } {
  if (typeof mistake !== 'object' || mistake === null) return { place: '', text: String(mistake) }
  const loc = 'loc' in mistake && Array.isArray(mistake.loc) ? mistake.loc : []
  const text = 'msg' in mistake ? String(mistake.msg) : 'is not right'
  // The first part says where the value was: body, query.
  return { place: loc.slice(1).join('.'), text }
}

/** What to tell of any error. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
