/** A password comes in, and none goes out. */
import { Router } from 'hookwright'
import { z } from 'zod'

const User = z
  .object({ username: z.string(), email: z.email(), full_name: z.string().nullable().default(null) })
  .meta({ id: 'User' })

const NewUser = User.extend({ password: z.string().min(8) }).meta({ id: 'NewUser' })

export const users = new Router()

users.post(
  '/user/',
  { body: NewUser, response: User, summary: 'Register' },
  // With the password: the answer has what User names, and nothing else.
  ({ body }) => body,
)
