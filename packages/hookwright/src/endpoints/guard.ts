import ipaddr from 'ipaddr.js'
import { HookwrightError } from '../errors.ts'

/**
 * Which URLs may be called. Tenants choose the URLs, so without a guard they could make this server
 * call what only it can reach: cloud metadata, databases, the management API itself.
 */
export interface AddressPolicy {
  /** Lets plain `http:` URLs pass. Without it only those to a loopback address that is allowed do. Default false. */
  allowHttp: boolean
  /** Addresses or CIDR ranges that may be called although they are not public: `['127.0.0.0/8', '10.20.0.0/16']`. Default none. */
  allowPrivateNetworks: readonly string[]
}

type Address = ipaddr.IPv4 | ipaddr.IPv6
type Range = [address: Address, prefixLength: number]

/** Throws `bad_option` when an entry of `allowPrivateNetworks` is neither an address nor a CIDR range. */
export function checkAddressPolicy(policy: AddressPolicy): void {
  allowedRanges(policy)
}

/**
 * Why this URL may not be called, in words that name the cure; null where it may. Asked when an endpoint
 * is registered and again before each attempt. A host name passes: its addresses are looked at when it is
 * resolved, by `refusalOfAnswer`.
 */
export function refusalOfUrl(url: string, policy: AddressPolicy): string | null {
  // Parsing also brings every spelling of an IPv4 address (127.1, 0x7f.1, decimal, octal) to the dotted one.
  const parsed = URL.parse(url)
  if (!parsed) return 'It is not a valid absolute URL; write one like https://example.com/webhooks.'
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') {
    return `Its scheme is "${parsed.protocol.slice(0, -1)}"; use https.`
  }
  if (parsed.username || parsed.password) {
    return 'It holds a user name or password; leave them out: each request is signed, which the receiver can verify.'
  }
  if (parsed.hash || url.includes('#'))
    return 'It has a fragment, which is never sent; leave out the # and what follows.'
  if (parsed.port === '0') return 'Port 0 cannot be called; use the port the receiver listens on.'

  const host = parsed.hostname
  if (host === '') return 'It has no host; write one like https://example.com/webhooks.'
  if (host.endsWith('.')) return 'Its host name ends with a dot; leave the dot out.'

  let loopback = false
  const literal = parseAddress(host.startsWith('[') ? host.slice(1, -1) : host)
  if (literal) {
    const refusal = refusalOf(literal, policy)
    if (refusal) return refusal
    loopback = literal.range() === 'loopback'
  } else if (isLocalhost(host)) {
    if (!allowsLoopback(policy)) {
      return `${host} is this machine; to allow it, add 127.0.0.0/8 to delivery.allowPrivateNetworks.`
    }
    loopback = true
  }
  if (parsed.protocol === 'http:' && !policy.allowHttp && !loopback) {
    return 'It uses http, which anyone on the way can read; use https, or set delivery.allowHttp.'
  }
  return null
}

/** Why this address may not be called, in words that name the cure; null where it may. */
export function refusalOfAddress(address: string, policy: AddressPolicy): string | null {
  const parsed = parseAddress(address)
  return parsed ? refusalOf(parsed, policy) : `${address} is not an IP address.`
}

/** Why `hostname` may not be called now that it resolves to `address`; null where it may. */
export function refusalOfAnswer(hostname: string, address: string, policy: AddressPolicy): string | null {
  const refusal = refusalOfAddress(address, policy)
  if (refusal) return `${hostname} resolves to ${address}. ${refusal}`
  // `http://localhost` was let through because it stays on this machine, so it has to.
  if (isLocalhost(hostname) && parseAddress(address)?.range() !== 'loopback') {
    return `${hostname} resolves to ${address}, which is not this machine; correct the hosts file.`
  }
  return null
}

function refusalOf(address: Address, policy: AddressPolicy): string | null {
  const kind = kindOf(address)
  if (kind === null) return null
  for (const [network, prefixLength] of allowedRanges(policy)) {
    if (network.kind() === address.kind() && address.match(network, prefixLength)) return null
  }
  const text = address.toString()
  const cure =
    kind === kinds.loopback && address.kind() === 'ipv4' ? '127.0.0.0/8' : `${text} or the range it is in`
  return `${text} is ${kind}; to allow it, add ${cure} to delivery.allowPrivateNetworks.`
}

/** What is special about an address, or null for a public one. What is not known to be public is not. */
function kindOf(address: Address): string | null {
  const range: string = address.range()
  if (range !== 'unicast') return kinds[range] ?? 'reserved'
  return address.kind() === 'ipv4' || address.match(globalUnicast) ? null : 'reserved'
}

/** Outside it nothing in IPv6 is public: this also leaves out `::127.0.0.1` and whatever is assigned later. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Forms that carry an IPv4 address to a translator or a tunnel are refused whole, whatever address they carry. */
const kinds: Readonly<Record<string, string>> & { loopback: string } = {
  loopback: 'a loopback address',
  private: 'a private address',
  uniqueLocal: 'a private address',
  deprecatedSiteLocal: 'a private address',
  carrierGradeNat: 'a private address (carrier-grade NAT)',
  linkLocal: 'a link-local address (cloud metadata lives there)',
  unspecified: 'an unspecified address',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address',
  rfc6052: 'a translated address (NAT64)',
  rfc6145: 'a translated address',
  '6to4': 'a tunnelled address (6to4)',
  teredo: 'a tunnelled address (Teredo)',
}

/** An IPv4 address written as `::ffff:a.b.c.d` comes back as that IPv4 address, because that is what gets dialled. */
function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  return ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : null
}

function isLocalhost(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost')
}

function allowsLoopback(policy: AddressPolicy): boolean {
  return (
    allowedRanges(policy).some(([network]) => network.range() === 'loopback') ||
    refusalOfAddress('127.0.0.1', policy) === null ||
    refusalOfAddress('::1', policy) === null
  )
}

const parsedRanges = new WeakMap<readonly string[], readonly Range[]>()

function allowedRanges({ allowPrivateNetworks }: AddressPolicy): readonly Range[] {
  let ranges = parsedRanges.get(allowPrivateNetworks)
  if (!ranges) parsedRanges.set(allowPrivateNetworks, (ranges = allowPrivateNetworks.map(parseRange)))
  return ranges
}

function parseRange(entry: string): Range {
  const [text = '', length, ...rest] = entry.split('/')
  const address = parseAddress(text)
  if (address && rest.length === 0) {
    const bits = address.kind() === 'ipv4' ? 32 : 128
    if (length === undefined) return [address, bits]
    const mapped = text.includes(':') && address.kind() === 'ipv4'
    if (!mapped && /^\d{1,3}$/.test(length) && Number(length) <= bits) return [address, Number(length)]
  }
  throw new HookwrightError(
    'bad_option',
    `delivery.allowPrivateNetworks: "${entry}" is neither an IP address nor a range; write it like 127.0.0.0/8, 10.1.2.3 or fd00::/8.`,
  )
}
