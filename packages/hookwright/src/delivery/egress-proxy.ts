import { HookwrightError } from '../errors.ts'

/** The proxy that every request goes out through. */
export interface EgressProxy {
  /** For messages, without credentials: `http://proxy.internal:4750`. */
  name: string
  /** Whether it is spoken to by TLS. */
  isSecure: boolean
  hostname: string
  port: number
  /** The value of `proxy-authorization`, or null. */
  authorization: string | null
  /** Whether it is given host names, and not the addresses that were checked here. */
  resolves: boolean
}

export interface EgressProxyOptions {
  proxyUrl?: string | undefined
  proxyResolves?: boolean | undefined
}

/** @throws HookwrightError `bad_option`, which never repeats the URL: it may hold a password. */
export function egressProxy({ proxyUrl, proxyResolves = false }: EgressProxyOptions): EgressProxy | null {
  if (proxyUrl === undefined) return null
  if (proxyUrl === '') throw badUrl('it is empty; leave it out to use none')
  const url = URL.parse(proxyUrl)
  if (!url) throw badUrl('it is none')
  const { protocol, hostname, port, username, password } = url
  if (protocol !== 'http:' && protocol !== 'https:') throw badUrl(`its scheme is "${protocol.slice(0, -1)}"`)
  if (url.pathname !== '/' || url.search || url.hash) throw badUrl('it goes on behind the host and port')
  const isSecure = protocol === 'https:'
  return {
    name: url.origin,
    isSecure,
    hostname: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    authorization: username || password ? basic(`${decoded(username)}:${decoded(password)}`) : null,
    resolves: proxyResolves,
  }
}

/** RFC 7617, in UTF-8. */
function basic(credentials: string): string {
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(credentials)))}`
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw badUrl('its user or password holds a "%" that is not written "%25"')
  }
}

function badUrl(found: string): HookwrightError {
  return new HookwrightError(
    'bad_option',
    `delivery.proxyUrl must be a URL such as "http://user:password@proxy.internal:4750", of http or https; ${found}.`,
  )
}
