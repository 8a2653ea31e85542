/** Who is signed in: one for the page, kept outside React, since the calls need it too. */
import { useSyncExternalStore } from 'react'

import { refusalOf, wordsOf } from '../api/errors.ts'
import type { components } from '../api/schema.d.ts'

export type Session = components['schemas']['WebhookSession']

export type SessionState =
  | { kind: 'unknown' }
  /** `isMeant` where the viewer asked for it: then nothing but a token signs in again. */
  | { kind: 'signed_out'; reason: string | null; isMeant: boolean }
  | { kind: 'signed_in'; session: Session }
  /** What was typed is kept until the same one is signed in again. */
  | { kind: 'expired'; session: Session }

let state: SessionState = { kind: 'unknown' }
const watchers = new Set<() => void>()

function become(next: SessionState): void {
  state = next
  for (const tell of watchers) tell()
}

export function useSessionState(): SessionState {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell)
      return () => watchers.delete(tell)
    },
    () => state,
  )
}

function currentSession(): Session | null {
  return state.kind === 'signed_in' ? state.session : null
}

/** @throws Error outside of a session; what is drawn within the layout has one. */
export function useSession(): Session {
  const now = useSessionState()
  if (now.kind !== 'signed_in' && now.kind !== 'expired') throw new Error('Nobody is signed in')
  return now.session
}

/** What the server no longer takes ends here too. */
export function endSession(): void {
  if (state.kind === 'signed_in') become({ kind: 'expired', session: state.session })
}

/** Goes on with a session; as somebody else only as if opened anew, so that nothing of the former one stays. */
function enter(session: Session): void {
  const former = state.kind === 'signed_in' || state.kind === 'expired' ? state.session : session
  if (isOfSame(former, session)) become({ kind: 'signed_in', session })
  else location.reload()
}

function isOfSame(one: Session, other: Session): boolean {
  return one.role === other.role && one.tenant === other.tenant
}

/** Finds out whether another tab has signed in anew, as somebody else, or out. */
export async function lookAgain(): Promise<void> {
  const before = state
  if (before.kind === 'unknown' || (before.kind === 'signed_out' && before.isMeant)) return
  const response = await fetch('session', { headers: { accept: 'application/json' } }).catch(() => null)
  const session: Session | null = response?.ok ? await response.json() : null
  // Meanwhile somebody may have signed in or out.
  if (state !== before) return
  if (session === null) {
    if (response?.status === 401) endSession()
    return
  }
  const isKnown =
    before.kind === 'signed_in' &&
    isOfSame(before.session, session) &&
    before.session.csrfToken === session.csrfToken
  if (!isKnown) enter(session)
}

/** Calls the API so that a session which another tab has begun anew is no hindrance. */
export async function fetchSignedIn(request: Request): Promise<Response> {
  if (request.method === 'GET') return fetch(request)
  const again = request.clone()
  const csrfToken = currentSession()?.csrfToken
  if (csrfToken) request.headers.set('x-csrf-token', csrfToken)
  const response = await fetch(request)
  if (response.status !== 403) return response
  await lookAgain()
  const fresh = currentSession()?.csrfToken
  if (!fresh || fresh === csrfToken) return response
  again.headers.set('x-csrf-token', fresh)
  return fetch(again)
}

/** Takes the token out of the address at once, so that it stays in no history and no screenshot. */
export function takeToken(): string | null {
  const token = /^#token=([^&]+)/.exec(location.hash)?.[1]
  if (token === undefined) return null
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  try {
    return decodeURIComponent(token)
  } catch {
    // Cut off in the middle of a character: the server says that it does not know it.
    return token
  }
}

/** Whoever comes back to this tab may have signed in or out in another one. */
export function watchOtherTabs(): void {
  addEventListener('focus', () => void lookAgain())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void lookAgain()
  })
}

/** A link that is followed while the page is open changes the address only. */
export function watchForTokens(): void {
  addEventListener('hashchange', () => {
    const token = takeToken()
    if (token === null) return
    void beginSession(token).then(() => {
      // As if opened anew, so that nothing of somebody else's session stays.
      if (state.kind === 'signed_in') location.reload()
    })
  })
}

/** Signs in with the token of a link, or else finds out who is signed in already. */
export async function beginSession(token: string | null): Promise<void> {
  try {
    if (token !== null) {
      await signIn(token)
      return
    }
    const response = await fetch('session', { headers: { accept: 'application/json' } })
    if (response.ok) become({ kind: 'signed_in', session: await response.json() })
    else
      become({
        kind: 'signed_out',
        reason: response.status === 401 ? null : (await refusal(response)).message,
        isMeant: false,
      })
  } catch (error) {
    const reason = token === null ? 'The server cannot be reached.' : wordsOf(error)
    become({ kind: 'signed_out', reason, isMeant: false })
  }
}

/** @throws ApiError where the token is refused. */
export async function signIn(token: string): Promise<void> {
  const response = await fetch('session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (response.status === 401) {
    throw new Error('This token is not known, or has expired. Ask for a new link.')
  }
  if (!response.ok) throw await refusal(response)
  enter(await response.json())
}

/** @throws Error where the browser may still be signed in. */
export async function signOut(): Promise<void> {
  const response = await fetchSignedIn(new Request('session', { method: 'DELETE' })).catch(() => null)
  if (response === null)
    throw new Error('The server cannot be reached, so you are still signed in. Try again.')
  if (!response.ok) throw await refusal(response)
  become({ kind: 'signed_out', reason: 'You are signed out.', isMeant: true })
}

async function refusal(response: Response): Promise<Error> {
  return refusalOf(response, await response.json().catch(() => null))
}
