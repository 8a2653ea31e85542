import type { Access, Identity } from '../endpoints/access.ts'
import { problem } from '../endpoints/route-parts.ts'
import { addressOf } from '../http/client-address.ts'
import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'
import type { Portal } from './portal.ts'
import { checkSameOrigin } from './same-origin.ts'
import type { SignInLimit } from './sign-in-limit.ts'
import { NewSessionBody, SessionView } from './views.ts'

export interface SessionRoutesOptions {
  access: Access
  portal: Portal
  limit: SignInLimit
  /** The app's. */
  title: string
}

const refused = {
  401: { description: 'Not authenticated', schema: problem },
  403: { description: 'Asked for by the page of another site', schema: problem },
}

/** Signs people in to the page, and out. */
export function sessionRoutes({ access, portal, limit, title }: SessionRoutesOptions): Router {
  const router = new Router()
  const { sessions } = portal

  const viewOf = ({ caller, session }: Identity) => ({
    role: 'tenant' in caller ? ('tenant' as const) : ('operator' as const),
    tenant: 'tenant' in caller ? caller.tenant : null,
    title,
    csrfToken: session?.csrfToken ?? null,
    expiresAt: session ? new Date(session.expiresAt).toISOString() : null,
  })

  router.get(
    '/session',
    {
      operationId: 'readWebhookSession',
      summary: 'Tell who is signed in',
      response: SessionView,
      responses: { 401: refused[401] },
    },
    async ({ request }) => viewOf(await access.identityOf(request)),
  )

  router.post(
    '/session',
    {
      operationId: 'createWebhookSession',
      summary: 'Sign in',
      description: 'The answer sets a cookie that the page then acts with.',
      body: NewSessionBody,
      // Anybody may send one.
      bodyLimitBytes: 16_384,
      response: SessionView,
      responses: {
        ...refused,
        401: { description: 'The token is not known, or has expired', schema: problem },
        429: { description: 'Too many tries: wait for `retry-after` seconds', schema: problem },
      },
    },
    async ({ request, body: { token }, reply }) => {
      // Else another site could have somebody work in the name of its own account.
      checkSameOrigin(request, sessions.pageOrigin)
      const caller = await callerWith(token, request)
      const { session, cookie } = await sessions.begin(request, caller)
      return reply(200, viewOf({ caller, session }), { headers: { 'set-cookie': cookie } })
    },
  )

  router.delete(
    '/session',
    {
      operationId: 'deleteWebhookSession',
      summary: 'Sign out',
      status: 204,
      responses: { 403: refused[403] },
    },
    async ({ request, reply }) => {
      await access.checkIntent(request, await sessions.of(request))
      return reply(204, { headers: { 'set-cookie': sessions.end(request) } })
    },
  )
  return router

  async function callerWith(token: string, request: Request) {
    // What nobody can guess is looked at first: it signs in also while somebody else is being slowed down.
    const followed = await portal.follow(token)
    if (followed && 'caller' in followed) return followed.caller
    if (followed?.refusal === 'expired') {
      throw new HttpError(401, 'The link has expired: ask for a new one where you got it')
    }
    const developer = access.developerWith(token)
    if (developer) return developer
    const tried = limit.begin(portal.settings.clientAddress?.(request) ?? addressOf(request))
    if ('waitSeconds' in tried) {
      throw new HttpError(429, `Too many tries: come again in ${tried.waitSeconds} s`, {
        'retry-after': String(tried.waitSeconds),
      })
    }
    const caller = followed ? null : await access.callerWith(token, request)
    if (!caller) throw new HttpError(401, 'The token is not known')
    tried.takeBack()
    return caller
  }
}
