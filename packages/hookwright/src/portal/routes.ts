import { problem } from '../endpoints/route-parts.ts'
import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'
import { NewSessionBody, SessionView } from './views.ts'

const refused = { 401: { description: 'Not authenticated', schema: problem } }

/** Signs people in to the page, and out. */
export function sessionRoutes(): Router {
  const router = new Router()
  router.get(
    '/session',
    {
      operationId: 'readWebhookSession',
      summary: 'Tell who is signed in',
      response: SessionView,
      responses: refused,
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )

  router.post(
    '/session',
    {
      operationId: 'createWebhookSession',
      summary: 'Sign in',
      description: 'The answer sets a cookie that the page then acts with.',
      body: NewSessionBody,
      response: SessionView,
      responses: {
        401: { description: 'The token is not known, or has expired', schema: problem },
        429: { description: 'Too many tries: wait for `retry-after` seconds', schema: problem },
      },
    },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )

  router.delete(
    '/session',
    { operationId: 'deleteWebhookSession', summary: 'Sign out', status: 204 },
    async () => {
      throw new HttpError(501, 'Not Implemented')
    },
  )
  return router
}
