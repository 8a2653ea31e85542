/** Who may change what the shop sells. */
import { bearer } from 'hookwright'

export const staff = bearer({
  name: 'staff',
  description: 'The token of a member of staff.',
  authenticate: (token) => token === (process.env['BOOKSHOP_STAFF_TOKEN'] ?? 'paper-and-ink'),
})
