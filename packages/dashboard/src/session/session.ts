/** Who is signed in: one for the page, kept outside React, since the calls need it too. */
import { useSyncExternalStore } from 'react'

import { refusalOf, wordsOf } from '../api/errors.ts'
import type { components } from '../api/schema.d.ts'

export type Session = components['schemas']['WebhookSession']

export type SessionState =
  | { kind: 'unknown' }
  | { kind: 'signed_out'; reason: string | null }
  | { kind: 'signed_in'; session: Session }

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

export function currentSession(): Session | null {
  return state.kind === 'signed_in' ? state.session : null
}

/** @throws Error outside of a session; what is drawn within the layout has one. */
export function useSession(): Session {
  const now = useSessionState()
  if (now.kind !== 'signed_in') throw new Error('Nobody is signed in')
  return now.session
}

/** What the server no longer takes ends here too. */
export function endSession(): void {
  if (state.kind === 'signed_in') become({ kind: 'signed_out', reason: 'Your session has ended.' })
}

/** Takes the token out of the address at once, so that it stays in no history and no screenshot. */
export function takeToken(): string | null {
  const token = /^#token=([^&]+)/.exec(location.hash)?.[1]
  if (token === undefined) return null
  history.replaceState(null, '', `${location.pathname}${location.search}#/`)
  return decodeURIComponent(token)
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
      })
  } catch (error) {
    const reason = token === null ? 'The server cannot be reached.' : wordsOf(error)
    become({ kind: 'signed_out', reason })
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
  become({ kind: 'signed_in', session: await response.json() })
}

export async function signOut(): Promise<void> {
  const csrfToken = currentSession()?.csrfToken
  await fetch('session', { method: 'DELETE', headers: csrfToken ? { 'x-csrf-token': csrfToken } : {} })
  become({ kind: 'signed_out', reason: 'You are signed out.' })
}

async function refusal(response: Response): Promise<Error> {
  return refusalOf(response, await response.json().catch(() => null))
}
