/** Who may change what the shop sells. */
import { HttpError } from 'hookwright'

import { Problem } from './schemas.ts'

export const staffScheme = { type: 'http', scheme: 'bearer', description: 'The token of a member of staff.' }

/** Spread into the options of what only staff may do. */
export const staffOnly = {
  security: [{ staff: [] }],
  responses: { 401: { description: 'The token is missing or wrong.', schema: Problem } },
}

/** @throws HttpError 401 unless the request bears the token. */
export function requireStaff(request: Request): void {
  const token = process.env['BOOKSHOP_STAFF_TOKEN'] ?? 'paper-and-ink'
  if (request.headers.get('authorization') === `Bearer ${token}`) return
  throw new HttpError(401, 'Only staff may do this', { 'www-authenticate': 'Bearer' })
}
