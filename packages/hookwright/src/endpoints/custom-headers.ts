/**
 * Headers of a subscriber's own, sent with each request to its endpoint: a token for its gateway, a name for its
 * routing. Only those that mean nothing to HTTP itself, to proxies or to the signature.
 */

const mostHeaders = 20
const longestValue = 2_048

/** Beside these and the `x-` headers, only what the operator has allowed. */
const alwaysAllowed: ReadonlySet<string> = new Set(['authorization'])

/** By these a proxy, or a server behind one, is told who calls and what is meant. */
const misleading =
  /^x-(forwarded|real-ip|original|rewrite|http-method|client-ip|cluster-client-ip|method-override)/

/** What Hookwright itself sends, and what belongs to HTTP (RFC 9110): no operator can allow it. */
const reserved =
  /^(webhook-.*|content-.*|transfer-encoding|host|connection|keep-alive|proxy-.*|te|trailer|upgrade|expect|user-agent|traceparent|tracestate|cookie)$/

/** In lower case, as they are stored and sent. */
export function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

/**
 * What is wrong with these headers, and the cure; null when nothing is. It never repeats a value, which may be a
 * secret.
 *
 * @param allowed Further names that the operator lets through, in lower case.
 */
export function refusalOfHeaders(
  headers: Readonly<Record<string, string>>,
  allowed: readonly string[],
): string | null {
  const names = Object.keys(headers)
  if (names.length > mostHeaders)
    return `There are ${names.length} headers; at most ${mostHeaders} can be given.`
  const lower = names.map((name) => name.toLowerCase())
  const twice = lower.find((name, index) => lower.indexOf(name) < index)
  if (twice !== undefined)
    return `The header ${twice} is given twice, in other letters. Leave one of them out.`
  for (const [given, value] of Object.entries(headers)) {
    const refusal = refusalOfName(given, allowed) ?? refusalOfValue(given, value)
    if (refusal !== null) return refusal
  }
  return null
}

function refusalOfName(given: string, allowed: readonly string[]): string | null {
  const name = given.toLowerCase()
  // RFC 9110, 5.1: a token.
  if (!/^[!#$%&'*+.^_`|~\w-]{1,100}$/.test(given)) {
    return `${JSON.stringify(given)} cannot be the name of a header: write letters, digits and hyphens.`
  }
  // Some servers take an underscore for a hyphen.
  const meant = name.replaceAll('_', '-')
  if (reserved.test(meant)) {
    return `The header ${name} belongs to HTTP or to the delivery itself and cannot be set. Use one that begins with "x-".`
  }
  if (alwaysAllowed.has(name) || allowed.includes(name)) return null
  if (name.startsWith('x-') && !misleading.test(meant)) return null
  return (
    `The header ${name} is not allowed: "authorization" is, and those that begin with "x-" but do not tell proxies ` +
    'who calls. An operator can allow more by delivery.allowedHeaders.'
  )
}

/** RFC 9110, 5.5: visible ASCII, and blanks between. Anything else could end the header and begin another. */
function refusalOfValue(name: string, value: string): string | null {
  if (value.length > longestValue)
    return `The value of the header ${name} is longer than ${longestValue} characters.`
  if (/^[!-~](?:[ \t!-~]*[!-~])?$/.test(value)) return null
  return `The value of the header ${name} must be visible ASCII, with no line break and no blank at an end.`
}

/** What is wrong with the names an operator allows, and the cure; null when nothing is. */
export function refusalOfAllowedHeaders(allowed: readonly string[]): string | null {
  const bad = allowed.find((name) => reserved.test(name.toLowerCase()))
  if (bad === undefined) return null
  return `delivery.allowedHeaders names ${JSON.stringify(bad)}, which belongs to HTTP or to the delivery itself; leave it out.`
}
