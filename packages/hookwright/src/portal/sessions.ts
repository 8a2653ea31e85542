import { parse, serialize } from 'hono/utils/cookie'

import type { Clock } from '../clock.ts'
import type { Caller } from '../endpoints/access.ts'
import type { PortalSettings } from './options.ts'
import type { Seal } from './seal.ts'

/** Somebody who is signed in by our cookie. */
export interface Session {
  caller: Caller
  /** Epoch milliseconds. */
  expiresAt: number
  /** To be sent as `x-csrf-token` with what changes something. */
  csrfToken: string
}

const plainName = 'hookwright-session'
/** Browsers take it only from this very host, by https. */
const secureName = `__Host-${plainName}`

/** Sessions that are kept nowhere but in a signed cookie. */
export class Sessions {
  readonly #seal: Seal
  readonly #clock: Clock
  readonly #settings: PortalSettings

  constructor(seal: Seal, clock: Clock, settings: PortalSettings) {
    this.#seal = seal
    this.#clock = clock
    this.#settings = settings
  }

  /** Whether sessions can be had by links that the configuration allows. */
  get areConfigured(): boolean {
    return this.#settings.secrets.length > 0
  }

  /** The origin that browsers see, where that is configured. */
  get pageOrigin(): string | undefined {
    const { url } = this.#settings
    return url === undefined ? undefined : new URL(url).origin
  }

  /** Begins a session; the cookie is the value of `set-cookie`. */
  async begin(request: Request, caller: Caller): Promise<{ session: Session; cookie: string }> {
    const { sessionSeconds } = this.#settings
    const expiresAt = this.#clock.now() + sessionSeconds * 1000
    const text = await this.#seal.sign('hwsession1', { caller, expiresAt })
    const session = await this.#sessionOf(text)
    if (!session) throw new Error('A session that was just signed cannot be read.')
    return { session, cookie: this.#cookie(request, text, sessionSeconds) }
  }

  /** The session that a request's cookie holds; null where it holds none that is still good. */
  async of(request: Request): Promise<Session | null> {
    const cookies = parse(request.headers.get('cookie') ?? '')
    // The plain one could have been set by a neighbour under the same domain, to have somebody work in its name.
    const text = cookies[secureName] ?? (this.#isSecure(request) ? undefined : cookies[plainName])
    return text === undefined ? null : this.#sessionOf(text)
  }

  /** The value of `set-cookie` that ends whatever session there is. */
  end(request: Request): string {
    return this.#cookie(request, '', 0)
  }

  async #sessionOf(text: string): Promise<Session | null> {
    const opened = await this.#seal.open('hwsession1', text)
    if (!opened || opened.expiresAt <= this.#clock.now()) return null
    const { caller, expiresAt, tag } = opened
    return { caller, expiresAt, csrfToken: await tag() }
  }

  #cookie(request: Request, text: string, maxAge: number): string {
    const isFramed = this.#settings.frameAncestors.length > 0
    const secure = this.#isSecure(request)
    return serialize(secure ? secureName : plainName, text, {
      path: '/',
      httpOnly: true,
      secure,
      // In another site's frame only such a cookie comes along, and a jar of its own keeps it from tracking anybody.
      sameSite: isFramed ? 'None' : 'Strict',
      partitioned: isFramed,
      maxAge,
    })
  }

  /** Whether the browser speaks https to us. Behind a proxy that ends TLS, only it and the configuration know. */
  #isSecure(request: Request): boolean {
    const { frameAncestors, url } = this.#settings
    if (frameAncestors.length > 0 || url?.startsWith('https:')) return true
    const { protocol, host } = new URL(request.url)
    return protocol === 'https:' || request.headers.get('origin') === `https://${host}`
  }
}
