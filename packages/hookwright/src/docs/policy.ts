import type { OpenApiDocument } from '../openapi/document.ts'
import { isJsonObject } from '../schema/schema.ts'

export interface PolicyParts {
  /** Inline scripts, exactly as they stand in the page. */
  scripts: readonly string[]
  /** Origins that requests may go to, besides our own. */
  connect: readonly string[]
  /** Origins that pictures may come from, besides our own. */
  images: readonly string[]
}

/**
 * What the browser may load and call for the docs page. Scripts come from files of this server, or are the lines
 * whose hashes are here. The pages write style elements and attributes, hence `unsafe-inline` for styles.
 */
export async function contentSecurityPolicy({ scripts, connect, images }: PolicyParts): Promise<string> {
  const hashes = await Promise.all(scripts.map(hashOf))
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...hashes].join(' '),
    "style-src 'self' 'unsafe-inline'",
    ['img-src', "'self'", 'data:', ...images].join(' '),
    "font-src 'self' data:",
    ['connect-src', "'self'", ...connect].join(' '),
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

async function hashOf(script: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script)))
  return `'sha256-${btoa(String.fromCharCode(...hash))}'`
}

/** The origin of an absolute URL, in a list, or an empty one for what is on this server anyway. */
export function originsOf(urls: readonly unknown[]): string[] {
  const origins = urls.map((url) =>
    typeof url === 'string' && /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).origin : '',
  )
  return [...new Set(origins)].filter((origin) => origin !== '' && !origin.includes('{'))
}

/** Where the page's user may send a request by its buttons: the API's servers, and where OAuth tokens come from. */
export function calledOrigins(document: OpenApiDocument): string[] {
  const schemes = Object.values(document.components?.['securitySchemes'] ?? {})
  const flows = schemes.flatMap((scheme) =>
    isJsonObject(scheme) && isJsonObject(scheme['flows']) ? Object.values(scheme['flows']) : [],
  )
  const tokenUrls = flows.flatMap((flow) =>
    isJsonObject(flow) ? [flow['tokenUrl'], flow['refreshUrl']] : [],
  )
  return originsOf([...serverUrls(document), ...tokenUrls])
}

/** Of the whole document, of a path, and of an operation. */
function* serverUrls(document: OpenApiDocument): Generator {
  const items = Object.values(document.paths ?? {})
  const operations = items.flatMap((item) => Object.values(item).filter(isJsonObject))
  for (const { servers } of [document, ...items, ...operations]) {
    for (const server of Array.isArray(servers) ? servers : []) {
      if (typeof server === 'object' && server !== null && 'url' in server) yield server.url
    }
  }
}
