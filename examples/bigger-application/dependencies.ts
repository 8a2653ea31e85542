/** What callers must present. A real application takes `security` for that; these are plain parameters. */
import { createHash, timingSafeEqual } from 'node:crypto'

import { dependency, HttpError } from 'hookwright'
import { z } from 'zod'

import { Problem } from './problem.ts'

const responses = { 400: { description: 'A token is wrong.', schema: Problem } }

export const headerToken = dependency(
  { headers: z.object({ x_token: z.string() }), responses },
  ({ headers }) => {
    if (!isSame(headers.x_token, 'fake-super-secret-token')) throw new HttpError(400, 'X-Token is wrong')
  },
)

export const queryToken = dependency({ query: z.object({ token: z.string() }), responses }, ({ query }) => {
  if (!isSame(query.token, 'jessica')) throw new HttpError(400, 'The token in the query is wrong')
})

/** Digests are of one length, and comparing them takes the same time wherever they differ. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
