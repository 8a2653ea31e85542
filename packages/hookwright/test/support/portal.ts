import type { App } from '../../src/app.ts'
import type { DeliveryOptions } from '../../src/delivery/options.ts'
import { createManaged, type Managed } from './management.ts'

/** A secret as `openssl rand -base64 32` makes them. */
export const secret = 'o6hUa1XlD2xB4l6YXn7nPpWgX9Ow4mFq8JvT0rYkZ3s='

export const otherSecret = 'qv9Z1cJwQ2eR5tY8uI0oP3aS6dF9gH2jK5lZ8xC1vB4='

export const origin = 'https://api.example.com'

export type Signed = Managed & {
  /** Asks `path` below /webhooks, as browsers would at `origin`. */
  ask: (path: string, init?: RequestInit) => Promise<Response>
  /** Signs in with a token; gives the answer, and what the browser then sends with each request. */
  signIn: (token: string, headers?: Record<string, string>) => Promise<SignedIn>
}

export interface SignedIn {
  response: Response
  /** `name=value`, of the cookie header. */
  cookie: string
  csrfToken: string
}

/** An app whose page is at `https://api.example.com/webhooks`, with links. */
export function createSigned(delivery: Partial<DeliveryOptions> = {}): Signed {
  const managed = createManaged({ portal: { secret, url: `${origin}/webhooks` }, ...delivery })
  return { ...managed, ...browserOf(managed.app) }
}

export function browserOf(app: App): Pick<Signed, 'ask' | 'signIn'> {
  const ask: Signed['ask'] = (path, init) => app.fetch(new Request(`${origin}/webhooks${path}`, init))
  const signIn: Signed['signIn'] = async (token, headers = {}) => {
    const response = await ask('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ token }),
    })
    const body: unknown = await response.clone().json()
    return {
      response,
      cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '',
      csrfToken: textAt(body, 'csrfToken'),
    }
  }
  return { ask, signIn }
}

/** The token that a link carries behind its #. */
export function tokenOf(link: string): string {
  return new URL(link).hash.replace('#token=', '')
}

function textAt(body: unknown, key: string): string {
  const value =
    typeof body === 'object' && body !== null ? Object.entries(body).find(([k]) => k === key) : null
  return typeof value?.[1] === 'string' ? value[1] : ''
}
