import { HookwrightError } from '../errors.ts'
import { isLoopback } from '../http/loopback.ts'
import { themeCss } from './theme.ts'

/** How people sign in to the page, and how it looks. */
export interface PortalOptions {
  /**
   * What links and sessions are signed with, at least 32 bytes: `openssl rand -base64 32` makes one. Of several the
   * first signs, and all verify. Default: none, so no links; sessions then end with the process.
   */
  secret?: string | readonly string[]
  /**
   * Where browsers reach the page: `https://api.example.com/webhooks`. Links begin with it. Plain `http:` on loopback
   * only. Default: none, and `serve` in development takes its own.
   */
  url?: string
  /** Seconds for which a link signs in, as often as it is followed: 1 to 604,800. Default: 900. */
  linkSeconds?: number
  /** Seconds after which a session ends: 60 to 2,592,000. Default: 28,800, eight hours. */
  sessionSeconds?: number
  /** Origins whose pages may show this one in a frame: `['https://app.example.com']`. Default: none. */
  frameAncestors?: readonly string[]
  /** CSS variables of the page: `{ '--hw-accent': '#0a7' }`. Default: its own. */
  theme?: Readonly<Record<`--hw-${string}`, string>>
  /**
   * The network address of a client behind a proxy, for the limit on failed sign-ins:
   * `(request) => request.headers.get('x-real-ip')`. Trust only a header that your proxy sets anew. Default: the
   * address that the connection comes from.
   */
  clientAddress?: (request: Request) => string | null | undefined
}

/** The same, checked, with the defaults. */
export interface PortalSettings {
  secrets: readonly string[]
  /** With a slash at the end, which the page's own references need. */
  url: string | undefined
  linkSeconds: number
  sessionSeconds: number
  frameAncestors: readonly string[]
  themeCss: string
  clientAddress: PortalOptions['clientAddress']
}

/** @throws HookwrightError `bad_option` naming the option and the cure; it never repeats a secret. */
export function portalSettings(options: PortalOptions): PortalSettings {
  return {
    secrets: secretsOf(options),
    url: options.url === undefined ? undefined : pageUrl(options.url),
    linkSeconds: checkLinkSeconds(options.linkSeconds ?? 900, 'delivery.portal.linkSeconds'),
    sessionSeconds: seconds(
      'delivery.portal.sessionSeconds',
      options.sessionSeconds ?? 28_800,
      60,
      2_592_000,
    ),
    frameAncestors: (options.frameAncestors ?? []).map(frameAncestor),
    themeCss: themeCss(options.theme ?? {}),
    clientAddress: options.clientAddress,
  }
}

/** @throws HookwrightError `bad_option` */
export function checkLinkSeconds(value: number, option: string): number {
  return seconds(option, value, 1, 604_800)
}

function seconds(option: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new HookwrightError(
    'bad_option',
    `${option} is ${value}; it must be a whole number from ${least} to ${most}.`,
  )
}

const leastBytes = 32

function secretsOf(options: PortalOptions): readonly string[] {
  // Given but undefined is an environment variable that is not set: nobody means no secret by that.
  if (!('secret' in options)) return []
  const { secret } = options
  const isList = Array.isArray(secret)
  const given: readonly unknown[] = isList ? secret : [secret]
  const place = (index: number) => `delivery.portal.secret${isList ? `[${index}]` : ''}`
  if (given.length === 0) {
    throw new HookwrightError(
      'bad_option',
      'delivery.portal.secret is an empty list; leave it out for no links.',
    )
  }
  const secrets = given.map((one, index) => {
    if (typeof one !== 'string') {
      const kind = one === null ? 'null' : typeof one
      throw new HookwrightError('bad_option', `${place(index)} is ${kind}; is the environment variable set?`)
    }
    const text = one.trim()
    const { length } = new TextEncoder().encode(text)
    if (length >= leastBytes) return text
    throw new HookwrightError(
      'bad_option',
      `${place(index)} has ${length} bytes; it must have at least ${leastBytes} (openssl rand -base64 32).`,
    )
  })
  const twice = secrets.findIndex((text, index) => secrets.indexOf(text) < index)
  if (twice < 0) return secrets
  throw new HookwrightError('bad_option', `${place(twice)} is given twice; leave one of them out.`)
}

function pageUrl(text: string): string {
  const url = URL.parse(text)
  const refusal = refusalOfPageUrl(url)
  if (!url || refusal) throw badUrl('delivery.portal.url', text, refusal)
  return url.href.endsWith('/') ? url.href : `${url.href}/`
}

function refusalOfPageUrl(url: URL | null): string | undefined {
  if (!url) return 'it must be absolute, such as https://api.example.com/webhooks'
  if (!isGuarded(url)) return 'it must be https; http is for loopback only'
  if (url.username || url.password) return 'it must hold no user name or password'
  return url.search || url.hash ? 'it must have neither a query nor a fragment' : undefined
}

function frameAncestor(text: string, index: number): string {
  const place = `delivery.portal.frameAncestors[${index}]`
  // As CSP writes all hosts below one.
  const url = URL.parse(text.replace('://*.', '://any.'))
  if (!url || url.origin !== url.href.replace(/\/$/, '') || /[\s;,'*]/.test(url.href)) {
    throw badUrl(place, text, 'it must be an origin, such as https://app.example.com')
  }
  if (!isGuarded(url)) throw badUrl(place, text, 'it must be https; http is for loopback only')
  return text.includes('://*.') ? url.origin.replace('://any.', '://*.') : url.origin
}

function isGuarded({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))
}

function badUrl(place: string, text: string, refusal: string | undefined): HookwrightError {
  return new HookwrightError('bad_option', `${place} is ${JSON.stringify(text)}; ${refusal}.`)
}
