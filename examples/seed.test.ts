import { expect, it } from 'vitest'

import { app } from './seed.ts'

it('answers GET /users/ with the names', async () => {
  const response = await app.request('/users/')
  expect(response.status).toBe(200)
  expect(await response.json()).toEqual(['Rick', 'Morty'])
})

it('mounts no route for the webhook: its name is an event type, not a path', async () => {
  const response = await app.request('/new-subscription', { method: 'POST' })
  expect(response.status).toBe(404)
  expect(app.openapi().paths).not.toHaveProperty('/new-subscription')
})
