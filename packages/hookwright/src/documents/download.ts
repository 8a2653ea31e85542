/** What a server may take to send a document, headers and body. */
const patienceMs = 30_000

/** Far more than any document has: GitHub's has 12 MB. */
const mostBytes = 100_000_000

/** A document that was fetched, with what to ask by whether it has changed (RFC 9110, 13.1). */
export interface Downloaded {
  text: string
  conditions: Readonly<Record<string, string>>
}

/**
 * Fetches a document; undefined where it has not changed since it came with these `conditions`. Throws where it cannot
 * be had: `whyUnreadable` says why in words.
 */
export async function download(
  url: string,
  conditions: Readonly<Record<string, string>> = {},
  ending?: AbortSignal,
): Promise<Downloaded | undefined> {
  const address = new URL(url)
  const { username, password } = address
  const name = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  address.username = ''
  address.password = ''
  const response = await fetch(address, {
    signal: AbortSignal.any([AbortSignal.timeout(patienceMs), ...(ending ? [ending] : [])]),
    headers: {
      accept: 'application/json, application/yaml;q=0.9, */*;q=0.5',
      // Fetch refuses a URL that holds them, and tells it.
      ...(name !== ':' && { authorization: `Basic ${Buffer.from(name).toString('base64')}` }),
      ...conditions,
    },
  })
  if (response.status === 304) return undefined
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim())
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > mostBytes) throw new Error(`it is larger than ${mostBytes / 1_000_000} MB`)
    chunks.push(chunk)
  }
  return { text: Buffer.concat(chunks).toString('utf8'), conditions: conditionsOf(response.headers) }
}

function conditionsOf(headers: Headers): Record<string, string> {
  const [etag, modified] = [headers.get('etag'), headers.get('last-modified')]
  return {
    ...(etag !== null && { 'if-none-match': etag }),
    ...(modified !== null && { 'if-modified-since': modified }),
  }
}

/** Why a file or a URL could not be read, in words. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `it did not come within ${patienceMs / 1_000} s`
  // What undici says itself is "fetch failed".
  if (error.cause instanceof Error) return error.cause.message
  if ('code' in error && error.code === 'ENOENT') return 'there is no such file'
  if ('code' in error && error.code === 'EISDIR') return 'it is a folder'
  return error.message
}

/** The name of a source for logs: a URL without password and query, either of which may hold a secret. */
export function shownSource(source: string): string {
  const url = isUrl(source) ? URL.parse(source) : null
  return url === null ? source : `${url.origin}${url.pathname}${url.search === '' ? '' : '?…'}`
}

export function isUrl(source: string): boolean {
  return /^https?:\/\//i.test(source)
}
