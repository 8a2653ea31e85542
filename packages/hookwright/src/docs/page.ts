/** The docs page: an HTML shell that has Scalar draw the app's OpenAPI document, and lets the browser call no one else. */
import { docsAssetName } from './asset.ts'
import { scalarConfiguration, scalarPrelude } from './scalar.ts'

export interface DocsPageOptions {
  /** What the browser's tab says; the app's title. */
  title: string
  /** Path at which the app serves this page, such as `/docs`, without a trailing slash. */
  docsUrl: string
  /** Path at which the app serves its OpenAPI document, such as `/openapi.json`. */
  openapiUrl: string
}

/**
 * The docs page. It needs the app to answer GET `{docsUrl}/{file}` with `docsAsset`.
 *
 * The page's own references are relative, from `docsUrl` to the others, so it works behind a path prefix that the
 * app knows nothing about.
 */
export async function docsPage({ title, docsUrl, openapiUrl }: DocsPageOptions): Promise<Response> {
  const script = relative(docsUrl, `${docsUrl}/${await docsAssetName()}`)
  const document = relative(docsUrl, openapiUrl)
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)}</title>
<link rel="icon" href="data:,">
</head>
<body>
<noscript>This page needs JavaScript. The document it shows: <a href="${escape(document)}">OpenAPI</a>.</noscript>
<div id="api-reference" data-url="${escape(document)}" data-configuration="${escape(JSON.stringify(scalarConfiguration))}"></div>
<!-- Scalar API reference, Copyright (c) 2023-present Scalar, MIT licence: https://github.com/scalar/scalar -->
<script>${scalarPrelude}</script>
<script src="${escape(script)}"></script>
</body>
</html>
`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': await contentSecurityPolicy(),
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
}

/**
 * Scripts come from files of this server, or are the one line whose hash is here. Scalar writes style elements and
 * attributes, hence `unsafe-inline` for styles.
 */
async function contentSecurityPolicy(): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(scalarPrelude)))
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${btoa(String.fromCharCode(...hash))}'`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/** The shortest reference that leads from one absolute path to another: `/a/docs` to `/openapi.json` is `../openapi.json`. */
function relative(from: string, to: string): string {
  const folders = from.split('/').slice(1, -1)
  const target = to.split('/').slice(1)
  let shared = 0
  while (shared < folders.length && shared < target.length - 1 && folders[shared] === target[shared]) shared++
  // The dot keeps a first part with a colon from being read as a scheme.
  return `${'../'.repeat(folders.length - shared) || './'}${target.slice(shared).join('/')}`
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
