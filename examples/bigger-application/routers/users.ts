import { Router } from 'hookwright'
import { z } from 'zod'

const User = z.object({ username: z.string() }).meta({ id: 'User' })

export const users = new Router({ tags: ['users'] })

users.get('/users/', { response: z.array(User), summary: 'List users' }, () => [
  { username: 'Rick' },
  { username: 'Morty' },
])

users.get('/users/me', { response: User, summary: 'Read who asks' }, () => ({ username: 'Rick' }))

users.get('/users/{username}', { response: User, summary: 'Read a user' }, ({ params }) => ({
  username: params.username,
}))
