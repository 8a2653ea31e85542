import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { docsPage, type DocsPageOptions } from '../../src/docs/page.ts'

const usual: DocsPageOptions = { title: 'Subscriptions', docsUrl: '/docs', openapiUrl: '/openapi.json' }

async function html(options: Partial<DocsPageOptions> = {}): Promise<string> {
  return (await docsPage({ ...usual, ...options })).text()
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

describe('docsPage', () => {
  it('is an HTML page that is asked for anew each time', async () => {
    const response = await docsPage(usual)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('lets the browser load and call nothing but its own server', async () => {
    const directives = policy(await docsPage(usual))
    expect(directives.get('default-src')).toEqual(["'none'"])
    expect(directives.get('connect-src')).toEqual(["'self'"])
    expect(directives.get('base-uri')).toEqual(["'none'"])
    expect(directives.get('form-action')).toEqual(["'none'"])
    expect(directives.get('frame-ancestors')).toEqual(["'self'"])
    const sources = [...directives.values()].flat()
    const harmless = /^'(?:none|self|unsafe-inline|sha256-[A-Za-z0-9+/]{43}=)'$|^data:$/
    expect(sources.filter((source) => !harmless.test(source))).toEqual([])
    expect(directives.get('script-src')).not.toContain("'unsafe-inline'")
  })

  it('allows of inline scripts the one it has, by its hash', async () => {
    const response = await docsPage(usual)
    const inline = [...(await response.text()).matchAll(/<script>(.*?)<\/script>/gs)].map(
      ([, text]) => text ?? '',
    )
    expect(policy(response).get('script-src')).toEqual([
      "'self'",
      ...inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`),
    ])
  })

  it('keeps a title that looks like HTML from becoming HTML', async () => {
    const page = await html({ title: `</title></script><script>alert("a" & 'b')</script>` })
    expect(page).toContain(
      '<title>&lt;/title&gt;&lt;/script&gt;&lt;script&gt;alert(&quot;a&quot; &amp; &#39;b&#39;)&lt;/script&gt;</title>',
    )
    expect(page).not.toContain('alert("a"')
  })

  it('keeps a document path that looks like HTML inside its attribute', async () => {
    const page = await html({ openapiUrl: `/"><script>alert('a')</script>.json` })
    expect(page).not.toContain("<script>alert('a')")
    expect(attribute(page, 'data-url')).toBe(`./"><script>alert('a')</script>.json`)
  })

  it('refers to its script and to the document relatively', async () => {
    const at = async (docsUrl: string, openapiUrl: string) => {
      const page = await html({ docsUrl, openapiUrl })
      return [attribute(page, 'data-url'), attribute(page, 'src')?.replace(/[0-9a-f]{8}/, '*')]
    }
    expect(await at('/docs', '/openapi.json')).toEqual(['./openapi.json', './docs/scalar-*.js'])
    expect(await at('/internal/docs', '/openapi.json')).toEqual(['../openapi.json', './docs/scalar-*.js'])
    expect(await at('/internal/docs', '/internal/api.json')).toEqual(['./api.json', './docs/scalar-*.js'])
    expect(await at('/docs', '/v1/openapi.json')).toEqual(['./v1/openapi.json', './docs/scalar-*.js'])
  })

  it('hands Scalar a configuration that switches off what calls out', async () => {
    const configuration: unknown = JSON.parse(attribute(await html(), 'data-configuration') ?? '')
    expect(configuration).toMatchObject({
      withDefaultFonts: false,
      telemetry: false,
      agent: { disabled: true },
      mcp: { disabled: true },
      showDeveloperTools: 'never',
      hideClientButton: true,
    })
  })
})
