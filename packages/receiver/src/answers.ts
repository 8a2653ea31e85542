import { errorResponse } from './errors.ts'

/** Answers that tell the sender what to do. A handler returns them, or throws them from anywhere below it. */

/** 410: the sender is to send nothing more to this endpoint. Senders disable it. */
export function gone(): Response {
  return errorResponse(410, 'gone', 'This endpoint wants no more events.')
}

/**
 * 429, or 503, with `Retry-After`: the event was not handled, and is to come again, but not before so
 * many seconds. Senders leave the endpoint alone until then.
 */
export function later(seconds: number, status: 429 | 503 = 429): Response {
  return errorResponse(status, 'try_later', 'Not now: try again later.', {
    'retry-after': String(Math.max(0, Math.ceil(seconds) || 0)),
  })
}
