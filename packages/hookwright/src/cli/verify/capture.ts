/** A request as it was captured: the headers in lower case, and the exact bytes of the body. */
export interface Capture {
  headers: Headers
  body: Uint8Array
}

/**
 * Reads a captured HTTP/1.1 request: a request line (which may be missing), headers, an empty line, and the body up to
 * the end. Lines of headers end with CRLF or LF, and those that curl -v prints may begin with "> ".
 *
 * @throws Error saying what is no request
 */
export function readCapture(bytes: Uint8Array): Capture {
  const end = endOfHead(bytes)
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, end?.head ?? bytes.length))
  const headers = new Headers()
  for (const [index, line] of head.split(/\r?\n/).entries()) {
    const text = line.replace(/^> ?/, '').replace(/\r$/, '')
    if (text === '' || (index === 0 && isRequestLine(text))) continue
    const [, name, value] = /^([^\s:]+):(.*)$/.exec(text) ?? []
    if (name === undefined || value === undefined) {
      throw new Error(
        `line ${index + 1} is no header: ${JSON.stringify(text.slice(0, 60))}. ` +
          'Give the headers as "name: value", one a line, then an empty line, then the body',
      )
    }
    addHeader(headers, name, value)
  }
  return { headers, body: end === undefined ? new Uint8Array() : bytes.slice(end.body) }
}

/** Adds a header written `name: value`. @throws Error */
export function addHeaderLine(headers: Headers, line: string): void {
  const colon = line.indexOf(':')
  if (colon < 1) throw new Error(`${JSON.stringify(line)} is no header: write "name: value"`)
  addHeader(headers, line.slice(0, colon), line.slice(colon + 1))
}

function addHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.append(name.trim(), value.trim())
  } catch {
    throw new Error(
      `${JSON.stringify(name)} cannot be a header with the value ${JSON.stringify(value.trim())}`,
    )
  }
}

function isRequestLine(text: string): boolean {
  return /^[A-Z]+ \S+( HTTP\/\d(\.\d)?)?$/.test(text)
}

/** Where the empty line stands, and what comes behind it. */
function endOfHead(bytes: Uint8Array): { head: number; body: number } | undefined {
  const newline = 0x0a
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) {
    if (bytes[at + 1] === newline) return { head: at, body: at + 2 }
    if (bytes[at + 1] === 0x0d && bytes[at + 2] === newline) return { head: at, body: at + 3 }
  }
  return undefined
}
