import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import { docsPage, type DocsPageOptions } from '../../src/docs/page.ts'
import type { DocsOptions } from '../../src/docs/options.ts'
import type { OpenApiDocument } from '../../src/openapi/document.ts'

const uis = ['scalar', 'swagger', 'redoc'] as const

const flow = { authorizationUrl: 'https://login.example/a', tokenUrl: 'https://login.example/t', scopes: {} }
const document: OpenApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Subscriptions', version: '1' },
  servers: [{ url: '/' }, { url: 'https://api.example/v1' }],
  paths: { '/a': { get: { responses: {}, servers: [{ url: 'https://files.example' }] } } },
  components: {
    securitySchemes: {
      login: { type: 'oauth2', flows: { authorizationCode: flow } },
      key: { type: 'apiKey', in: 'header', name: 'x-key' },
    },
  },
}

const usual = { title: 'Subscriptions', docsUrl: '/docs', openapiUrl: '/openapi.json' }

function open(options: Partial<DocsPageOptions> = {}): Promise<Response> {
  return docsPage({ ...usual, docs: {}, ...options }, document)
}

async function html(options: Partial<DocsPageOptions> = {}): Promise<string> {
  return (await open(options)).text()
}

async function configuration(docs: DocsOptions): Promise<unknown> {
  return JSON.parse(attribute(await html({ docs }), 'data-configuration') ?? '')
}

/** What a browser reads in an attribute. */
function attribute(page: string, name: string): string | undefined {
  const entities: Record<string, string> = {
    '&quot;': '"',
    '&#39;': "'",
    '&lt;': '<',
    '&gt;': '>',
    '&amp;': '&',
  }
  const raw = new RegExp(` ${name}="([^"]*)"`).exec(page)?.[1]
  return raw?.replace(/&(?:quot|#39|lt|gt|amp);/g, (entity) => entities[entity] ?? entity)
}

function policy(response: Response): Map<string, string[]> {
  const directives = response.headers.get('content-security-policy')?.split('; ') ?? []
  return new Map(
    directives.map((directive) => directive.split(' ')).map(([name = '', ...values]) => [name, values]),
  )
}

describe.each(uis)('the docs page by %s', (ui) => {
  it('is an HTML page that is asked for anew each time', async () => {
    const response = await open({ docs: { ui } })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('lets the browser load nothing but from its own server', async () => {
    const directives = policy(await open({ docs: { ui } }))
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('base-uri')).toEqual(["'none'"])
    expect(directives.get('form-action')).toEqual(["'none'"])
    expect(directives.get('frame-ancestors')).toEqual(["'self'"])
    directives.delete('connect-src')
    const sources = [...directives.values()].flat()
    const harmless = /^'(?:none|self|unsafe-inline|sha256-[A-Za-z0-9+/]{43}=)'$|^data:$/
    expect(sources.filter((source) => !harmless.test(source))).toEqual([])
    expect(directives.get('script-src')).not.toContain("'unsafe-inline'")
  })

  it('lets it call, besides, what a request by its buttons goes to, if it has such buttons', async () => {
    expect(policy(await open({ docs: { ui } })).get('connect-src')).toEqual([
      "'self'",
      ...(ui === 'redoc' ? [] : ['https://api.example', 'https://files.example', 'https://login.example']),
    ])
  })

  it('allows of inline scripts those it has, by their hashes', async () => {
    const response = await open({ docs: { ui } })
    const inline = [...(await response.text()).matchAll(/<script(?: type="module")?>(.*?)<\/script>/gs)].map(
      ([, text]) => text ?? '',
    )
    expect(inline.length).toBeGreaterThan(0)
    expect(policy(response).get('script-src')).toEqual([
      "'self'",
      ...inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`),
    ])
  })

  it('keeps what looks like HTML in a title, a logo or a style from becoming HTML', async () => {
    const evil = `</title></style></script><script>alert("a" & 'b')</script>`
    for (const docs of [{ title: evil }, { logo: evil }, { favicon: evil }, { theme: { css: evil } }]) {
      const page = await html({ docs: { ui, ...docs } })
      expect(page.match(/<script>alert/g) ?? []).toHaveLength('theme' in docs ? 1 : 0)
      // Inside the style element it stays text.
      expect(page).not.toContain('</style></script>')
    }
    expect(await html({ title: '<b>', docs: { ui } })).toContain('<title>&lt;b&gt;</title>')
  })

  it('refers to its files and to the document relatively', async () => {
    const at = async (docsUrl: string, openapiUrl: string) => {
      const page = await html({ docsUrl, openapiUrl, docs: { ui } })
      const file = attribute(page, 'data-script') ?? attribute(page, 'src')
      return [attribute(page, 'data-url'), file?.replace(/[0-9a-f]{8}/, '*')]
    }
    expect(await at('/docs', '/openapi.json')).toEqual(['./openapi.json', `./docs/${ui}-*.js`])
    expect(await at('/internal/docs', '/openapi.json')).toEqual(['../openapi.json', `./docs/${ui}-*.js`])
    expect(await at('/internal/docs', '/internal/api.json')).toEqual(['./api.json', `./docs/${ui}-*.js`])
    expect(await at('/docs', '/v1/openapi.json')).toEqual(['./v1/openapi.json', `./docs/${ui}-*.js`])
  })

  it('takes a title, a favicon, styles, and settings of its own', async () => {
    const page = await html({
      docs: {
        ui,
        title: 'Docs',
        favicon: '/icon.png',
        theme: { mode: 'dark', primaryColor: 'teal', css: 'p { color: red }' },
        configuration: { 'x-own': 1 },
      },
    })
    expect(page).toContain('<title>Docs</title>')
    expect(page).toContain('<link rel="icon" href="/icon.png">')
    expect(page).toContain('<style>p { color: red }</style>')
    expect(page).toContain('<meta name="color-scheme" content="dark">')
    expect(page).toContain('teal')
    expect(JSON.parse(attribute(page, 'data-configuration') ?? '')).toMatchObject({ 'x-own': 1 })
  })

  it('may show a logo of another server, which is then the only one that pictures come from', async () => {
    const response = await open({ docs: { ui, logo: { url: 'https://cdn.example/logo.svg', alt: 'Acme' } } })
    expect(policy(response).get('img-src')).toEqual(["'self'", 'data:', 'https://cdn.example'])
    expect(await response.text()).toContain('https://cdn.example/logo.svg')
  })
})

it('keeps a document path that looks like HTML inside its attribute', async () => {
  const page = await html({ openapiUrl: `/"><script>alert('a')</script>.json` })
  expect(page).not.toContain("<script>alert('a')")
  expect(attribute(page, 'data-url')).toBe(`./"><script>alert('a')</script>.json`)
})

it('each is handed a configuration that switches off what calls out', async () => {
  expect(await configuration({ ui: 'scalar' })).toMatchObject({
    withDefaultFonts: false,
    telemetry: false,
    agent: { disabled: true },
    mcp: { disabled: true },
    showDeveloperTools: 'never',
    hideClientButton: true,
  })
  expect(await configuration({ ui: 'swagger' })).toMatchObject({ validatorUrl: null })
  expect(await configuration({ ui: 'redoc' })).toMatchObject({ disableTelemetry: true })
})

it('what OAuth is filled in with is handed over in the words of each, for every flow of the document', async () => {
  const oauth = { clientId: 'docs', scopes: ['read'], parameters: { audience: 'api' } }
  expect(await configuration({ ui: 'scalar', oauth })).toHaveProperty('authentication', {
    securitySchemes: {
      login: {
        flows: {
          authorizationCode: {
            'x-scalar-client-id': 'docs',
            selectedScopes: ['read'],
            'x-usePkce': 'SHA-256',
          },
        },
      },
    },
  })
  expect(await configuration({ ui: 'swagger', oauth })).toHaveProperty('oauth', {
    clientId: 'docs',
    scopes: ['read'],
    usePkceWithAuthorizationCodeGrant: true,
    additionalQueryStringParams: { audience: 'api' },
  })
  expect(await configuration({ ui: 'swagger', oauth: { clientId: 'a', pkce: false } })).toHaveProperty(
    'oauth.usePkceWithAuthorizationCodeGrant',
    false,
  )
})
