/** The docs page: an HTML shell that has a vendored script draw the app's OpenAPI document, and lets the browser call no one else. */
import type { OpenApiDocument } from '../openapi/document.ts'
import { assetNames } from './asset.ts'
import { escape, relative } from './html.ts'
import type { DocsLogo, DocsOptions } from './options.ts'
import { logoHeight, type PageParts } from './parts.ts'
import { calledOrigins, contentSecurityPolicy, originsOf } from './policy.ts'
import { redocParts } from './redoc.ts'
import { scalarParts } from './scalar.ts'
import { swaggerParts } from './swagger.ts'

export interface DocsPageOptions {
  /** The app's title. */
  title: string
  /** Path at which the app serves this page, such as `/docs`, without a trailing slash. */
  docsUrl: string
  /** Path at which the app serves its OpenAPI document, such as `/openapi.json`. */
  openapiUrl: string
  docs: DocsOptions
}

const parts = { scalar: scalarParts, swagger: swaggerParts, redoc: redocParts }

/**
 * The docs page. It needs the app to answer GET `{docsUrl}/{file}` with `docsAsset`.
 *
 * The page's own references are relative, from `docsUrl` to the others, so it works behind a path prefix that the
 * app knows nothing about.
 */
export async function docsPage(options: DocsPageOptions, document: OpenApiDocument): Promise<Response> {
  const { docs, docsUrl, openapiUrl } = options
  const { ui = 'scalar', title = options.title } = docs
  const names = await assetNames(ui)
  const logo = typeof docs.logo === 'string' ? { url: docs.logo } : docs.logo
  const below = (name: string) => relative(docsUrl, `${docsUrl}/${name}`)
  const page = parts[ui]({ docs, logo, document, below, file: (name) => below(names.get(name) ?? name) })
  const source = relative(docsUrl, openapiUrl)
  const attributes = Object.entries({
    'data-url': source,
    ...page.references,
    'data-configuration': JSON.stringify({ ...page.configuration, ...docs.configuration }),
  }).map(([name, value]) => `${name}="${escape(value)}"`)
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${schemes[docs.theme?.mode ?? 'auto']}">
<title>${escape(title)}</title>
<link rel="icon" href="${escape(docs.favicon ?? 'data:,')}">
${page.head}${styleElement(docs)}</head>
<body>
${logo && !page.showsLogo ? logoElement(logo, title) : ''}<noscript>This page needs JavaScript. The document it shows: <a href="${escape(source)}">OpenAPI</a>.</noscript>
<div id="api-reference" ${attributes.join(' ')}></div>
${page.scripts.map(scriptElement).join('\n')}
</body>
</html>
`
  const policy = await contentSecurityPolicy({
    scripts: page.scripts.flatMap((script) => ('inline' in script ? [script.inline] : [])),
    connect: page.calls ? calledOrigins(document) : [],
    images: originsOf([logo?.url, docs.favicon]),
  })
  return htmlResponse(html, policy)
}

/** Where an OAuth server sends the browser back to; the script hands what it was told to the page that opened it. */
export async function redirectPage(): Promise<Response> {
  const script = (await assetNames('swagger')).get('swagger-redirect.js') ?? ''
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Authorised</title><link rel="icon" href="data:,"></head>
<body><script src="./${escape(script)}"></script></body>
</html>
`
  return htmlResponse(html, await contentSecurityPolicy({ scripts: [], connect: [], images: [] }))
}

function htmlResponse(html: string, policy: string): Response {
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  })
}

const schemes = { auto: 'light dark', light: 'light', dark: 'dark' } as const

function scriptElement(script: PageParts['scripts'][number]): string {
  if ('file' in script) return `<script src="${escape(script.file)}"></script>`
  return `<script${script.module ? ' type="module"' : ''}>${script.inline}</script>`
}

function styleElement({ theme }: DocsOptions): string {
  // What would end the element ends nothing inside a comment or string of CSS, where alone it may stand.
  return theme?.css ? `<style>${theme.css.replaceAll('</', String.raw`<\/`)}</style>\n` : ''
}

function logoElement({ url, alt, href }: DocsLogo, title: string): string {
  const image = `<img src="${escape(url)}" alt="${escape(alt ?? title)}" style="max-height:36px">`
  const content = href === undefined ? image : `<a href="${escape(href)}">${image}</a>`
  const style = `box-sizing:border-box;height:${logoHeight}px;padding:10px 20px;font-family:sans-serif`
  return `<header style="${style}">${content}</header>\n`
}
