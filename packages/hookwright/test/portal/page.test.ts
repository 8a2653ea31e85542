import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'

import { beforeEach, describe, expect, test } from 'vitest'

import type { PageFile } from '#page'

import { App } from '../../src/app.ts'
import { mount } from '../../src/http/mount.ts'
import { toFetchHandler } from '../../src/http/prefix.ts'
import { portalPages, type PortalPageOptions } from '../../src/portal/page.ts'
import { Overrides } from '../../src/dependencies/overrides.ts'
import { createManaged } from '../support/management.ts'

const html = '<!doctype html><script type="module" src="./assets/index-Ab3_d-9x.js"></script>'
const script = 'console.log("page")'

const built = async () => ({
  files: [
    fileOf('index.html', 'text/html; charset=utf-8', html),
    fileOf('assets/index-Ab3_d-9x.js', 'text/javascript; charset=utf-8', script),
  ],
})

function fileOf(name: string, contentType: string, text: string): PageFile {
  return {
    name,
    contentType,
    gzipBase64: gzipSync(text).toString('base64'),
    brotliBase64: brotliCompressSync(text).toString('base64'),
  }
}

type Ask = (path: string, acceptEncoding?: string) => Promise<Response>

function served(options: Partial<PortalPageOptions> = {}): Ask {
  const settings = { frameAncestors: [], themeCss: '' }
  const pages = portalPages({ path: '/webhooks', settings, load: built, ...options })
  const answer = mount([], pages, [], {
    bodyLimitBytes: 1,
    onError: (error) => {
      throw error
    },
    overrides: new Overrides(),
  })
  return async (path, acceptEncoding = 'gzip, deflate, br, zstd') =>
    answer(new Request(`http://localhost${path}`, { headers: { 'accept-encoding': acceptEncoding } }))
}

describe('the page', () => {
  let ask: Ask

  beforeEach(() => {
    ask = served()
  })

  test('is at the slash, so that its references are relative to that', async () => {
    const redirect = await ask('/webhooks?a=1')
    expect(redirect.status).toBe(307)
    expect(redirect.headers.get('location')).toBe('./webhooks/?a=1')
    const response = await ask('/webhooks/', 'identity')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toBe(html)
  })

  test('lets browsers load and call nothing else, frame it nowhere, and keep it not at all', async () => {
    const { headers } = await ask('/webhooks/')
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    )
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
  })

  test('may be framed by the origins that are named', async () => {
    const frameAncestors = ['https://app.example.com', 'https://*.example.org']
    const { headers } = await served({ settings: { frameAncestors, themeCss: '' } })('/webhooks/')
    expect(headers.get('content-security-policy')).toContain(
      'frame-ancestors https://app.example.com https://*.example.org;',
    )
    expect(headers.get('x-frame-options')).toBeNull()
  })

  test('has files that browsers keep for ever', async () => {
    const response = await ask('/webhooks/assets/index-Ab3_d-9x.js', 'identity')
    expect(await response.text()).toBe(script)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    })
    expect(response.headers.get('content-encoding')).toBeNull()
  })

  test.each([
    ['gzip, deflate, br', 'br'],
    ['br', 'br'],
    ['*', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0.2, gzip;q=0.8', 'gzip'],
    ['br;q=0, *', 'gzip'],
    ['identity', null],
    ['br;q=0, gzip;q=0', null],
    ['', null],
  ])('goes to a client that accepts %j in %s', async (accept, coding) => {
    const response = await ask('/webhooks/', accept)
    expect(response.headers.get('content-encoding')).toBe(coding)
    const bytes = Buffer.from(await response.arrayBuffer())
    // What is unpacked on the way out has no length that is known before.
    expect(response.headers.get('content-length')).toBe(coding && String(bytes.length))
    const plain = coding === 'br' ? brotliDecompressSync(bytes) : coding ? gunzipSync(bytes) : bytes
    expect(plain.toString()).toBe(html)
  })

  test.each([
    '/webhooks/assets/other.js',
    '/webhooks/assets/',
    '/webhooks/assets/..%2findex.html',
    '/webhooks/assets/a/index-Ab3_d-9x.js',
    '/webhooks/index.html',
  ])('has nothing at %s', async (path) => {
    expect((await ask(path)).status).toBe(404)
  })

  test('has a stylesheet for the theme, empty or not', async () => {
    const plain = await ask('/webhooks/theme.css')
    expect([plain.status, await plain.text()]).toEqual([200, ''])
    const themeCss = ':root { --hw-accent: red; }'
    const themed = await served({ settings: { frameAncestors: [], themeCss } })('/webhooks/theme.css')
    expect(themed.headers.get('content-type')).toBe('text/css; charset=utf-8')
    expect(themed.headers.get('cache-control')).toBe('no-cache')
    expect(await themed.text()).toBe(themeCss)
  })

  test('that nobody has built is said to be so, until somebody has', async () => {
    let load = () => Promise.reject<{ files: PageFile[] }>(new Error('ERR_MODULE_NOT_FOUND'))
    const askLater = served({ load: () => load() })
    const response = await askLater('/webhooks/')
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ detail: expect.stringContaining('`npm run build` makes it') })
    expect((await askLater('/webhooks/assets/index-Ab3_d-9x.js')).status).toBe(404)
    load = built
    expect((await askLater('/webhooks/')).status).toBe(200)
  })
})

describe('an app that delivers', () => {
  test('has the page, for everybody and below any prefix, and not in its document', async () => {
    const { app } = createManaged({ portal: { theme: { '--hw-accent': 'teal' } } })
    const ask = toFetchHandler(app, { prefix: '/api' })
    const redirect = await ask(new Request('https://shop.example/api/webhooks'))
    expect(redirect.headers.get('location')).toBe('./webhooks/')
    const theme = await ask(new Request('https://shop.example/api/webhooks/theme.css'))
    expect(await theme.text()).toContain('--hw-accent: teal;')
    // Built or not, as this working copy is.
    const page = await ask(new Request('https://shop.example/api/webhooks/'))
    expect([200, 503]).toContain(page.status)
    const paths = Object.keys(app.openapi().paths ?? {})
    expect(paths.filter((path) => /^\/webhooks\/(assets|theme|$)/.test(path))).toEqual([])
  })

  test('has it where its management API is', async () => {
    const { delivery } = createManaged().app
    const app = new App({
      title: 'Shop',
      version: '1',
      managementUrl: '/internal/hooks',
      delivery: delivery.line.options,
    })
    expect((await app.request('/internal/hooks')).headers.get('location')).toBe('./hooks/')
    expect((await app.request('/internal/hooks/theme.css')).status).toBe(200)
    expect((await app.request('/webhooks/theme.css')).status).toBe(404)
  })

  test('takes a route of the same path for a mistake', () => {
    const { app } = createManaged()
    app.get('/webhooks/theme.css', () => '')
    expect(() => app.openapi()).toThrow('/webhooks/theme.css')
  })
})

test('an app that only documents its webhooks has no page', async () => {
  const app = new App({ title: 'Shop', version: '1' })
  expect((await app.request('/webhooks/')).status).toBe(404)
})
