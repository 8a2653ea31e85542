import type { Clock } from '../clock.ts'
import { checkName } from '../delivery/send.ts'
import type { Caller } from '../endpoints/access.ts'
import { HookwrightError } from '../errors.ts'
import { checkLinkSeconds, portalSettings, type PortalOptions, type PortalSettings } from './options.ts'
import { Seal } from './seal.ts'
import { Sessions } from './sessions.ts'

/** How one link differs from the others. */
export interface PortalLinkOptions {
  /** Seconds for which it signs in, as often as it is followed: 1 to 604,800. Default: `delivery.portal.linkSeconds`. */
  linkSeconds?: number
}

/** Who a link lets in; or why it lets nobody in. */
export type Followed = { caller: Caller } | { refusal: 'unknown' | 'expired' }

/** Lets people in to the page: by links, and by the sessions that those begin. */
export class Portal {
  readonly settings: PortalSettings
  readonly sessions: Sessions
  readonly #seal: Seal
  readonly #clock: Clock
  readonly #path: string
  #developmentUrl: string | undefined

  /**
   * @param path Where the app mounts the page: `/webhooks`.
   * @throws HookwrightError `bad_option`
   */
  constructor(options: PortalOptions, clock: Clock, path: string) {
    this.settings = portalSettings(options)
    this.#clock = clock
    this.#path = path
    this.#seal = new Seal(this.settings.secrets)
    this.sessions = new Sessions(this.#seal, clock, this.settings)
  }

  /**
   * Lets links be made without configuration, until the process ends. Only `serve` on loopback asks for it.
   *
   * @param origin Where it serves: `http://127.0.0.1:8000`.
   */
  openForDevelopment(origin: string): void {
    this.#developmentUrl = `${origin}${this.#path}/`
  }

  /** A link to the page that signs in whoever follows it, until it expires. */
  async linkFor(
    caller: Caller,
    { linkSeconds = this.settings.linkSeconds }: PortalLinkOptions,
  ): Promise<string> {
    const url = this.#url()
    checkLinkSeconds(linkSeconds, '`linkSeconds`')
    const token = await this.#seal.sign('hwlink1', {
      caller,
      expiresAt: this.#clock.now() + linkSeconds * 1000,
    })
    // What follows the # is sent to nobody: no log, proxy or Referer gets to see it.
    return `${url}#token=${token}`
  }

  /** Who may come in with a link's token; null for what does not look like one. */
  async follow(token: string): Promise<Followed | null> {
    if (!token.startsWith('hwlink1.')) return null
    const opened = await this.#seal.open('hwlink1', token)
    if (!opened) return { refusal: 'unknown' }
    return opened.expiresAt > this.#clock.now() ? { caller: opened.caller } : { refusal: 'expired' }
  }

  #url(): string {
    const url = this.settings.url ?? this.#developmentUrl
    const isConfigured = this.sessions.areConfigured || this.#developmentUrl !== undefined
    if (isConfigured && url !== undefined) return url
    throw new HookwrightError(
      'portal_not_configured',
      isConfigured
        ? `Links to the page need to know where browsers reach it: new App({ …, delivery: { …, portal: { …, url: 'https://api.example.com${this.#path}' } } }).`
        : `Links to the page are signed, and there is nothing to sign them with: new App({ …, delivery: { …, portal: { secret: process.env.PORTAL_SECRET, url: 'https://api.example.com${this.#path}' } } }); \`openssl rand -base64 32\` makes a secret.`,
    )
  }
}

/** The two kinds of links, for an app's own code. */
export interface PortalLinks {
  /**
   * A link to the page that signs in as a tenant, to show to that customer; it is good until it expires, as often as it
   * is followed, and the session that it begins lasts for `delivery.portal.sessionSeconds`.
   *
   * @throws HookwrightError `portal_not_configured` without `delivery.portal.secret` and `url`, `bad_option`
   */
  portalLink(tenant: string, options?: PortalLinkOptions): Promise<string>
  /**
   * The same for an operator, who sees and changes everything of every tenant.
   *
   * @throws HookwrightError `portal_not_configured`, `bad_option`
   */
  operatorLink(options?: PortalLinkOptions): Promise<string>
}

export function portalLinks(portal: Portal): PortalLinks {
  return {
    async portalLink(tenant, options = {}) {
      checkName(tenant, 'tenant')
      return portal.linkFor({ tenant }, options)
    },
    async operatorLink(options = {}) {
      return portal.linkFor({ operator: true }, options)
    },
  }
}
