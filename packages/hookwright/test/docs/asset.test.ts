import { sha256, gzipBase64, version } from '#vendor/scalar'
import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { docsAsset } from '../../src/docs/asset.ts'
import { docsPage } from '../../src/docs/page.ts'

const name = `scalar-${sha256.slice(0, 8)}.js`

async function fetchAsset(path: string, acceptEncoding?: string): Promise<Response | undefined> {
  const headers = acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding }
  return docsAsset(new Request(`http://localhost${path}`, { headers }))
}

async function hash(response: Response | undefined): Promise<string> {
  const bytes = new Uint8Array((await response?.arrayBuffer()) ?? [])
  const plain = response?.headers.get('content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes
  return createHash('sha256').update(plain).digest('hex')
}

describe('docsAsset', () => {
  it('sends the vendored script gzipped to a client that accepts gzip', async () => {
    const response = await fetchAsset(`/docs/${name}`, 'gzip, deflate, br')
    expect(response?.headers.get('content-encoding')).toBe('gzip')
    expect(response?.headers.get('content-length')).toBe(String(Buffer.from(gzipBase64, 'base64').byteLength))
    expect(await hash(response)).toBe(sha256)
  })

  it.each([undefined, '', 'br', 'identity', 'gzip;q=0', '*, gzip;q=0', 'x-gzip'])(
    'sends it plain where accept-encoding is %j',
    async (acceptEncoding) => {
      const response = await fetchAsset(`/docs/${name}`, acceptEncoding)
      expect(response?.headers.get('content-encoding')).toBeNull()
      expect(await hash(response)).toBe(sha256)
    },
  )

  it.each(['GZIP', '*', 'br;q=1, gzip;q=0.5', '*;q=0, gzip'])(
    'takes accept-encoding %j for gzip',
    async (accept) => {
      expect((await fetchAsset(`/docs/${name}`, accept))?.headers.get('content-encoding')).toBe('gzip')
    },
  )

  it('lets clients and caches keep the script, each encoding apart', async () => {
    for (const accept of ['gzip', 'identity']) {
      const headers = (await fetchAsset(`/docs/${name}`, accept))?.headers
      expect(headers?.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(headers?.get('vary')).toBe('accept-encoding')
      expect(headers?.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(headers?.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('answers under any prefix, since only the name counts', async () => {
    expect(await hash(await fetchAsset(`/behind/a/proxy/docs/${name}?v=1`))).toBe(sha256)
  })

  it.each([
    '/docs',
    '/docs/',
    '/docs/scalar-00000000.js',
    `/docs/${name}/`,
    '/docs/scalar.js',
    `/docs/${name}.map`,
  ])('leaves %s to others', async (path) => {
    expect(await fetchAsset(path)).toBeUndefined()
  })

  it('answers to the name that the page refers to', async () => {
    const page = await docsPage({ title: 'Subscriptions', docsUrl: '/docs', openapiUrl: '/openapi.json' })
    const source = / src="\.([^"]+)"/.exec(await page.text())?.[1]
    expect(await hash(await fetchAsset(source ?? ''))).toBe(sha256)
  })

  it('holds the version that it names', () => {
    const script = gunzipSync(Buffer.from(gzipBase64, 'base64')).toString()
    expect(script.includes(`\`@scalar/api-reference@${version}\``)).toBe(true)
  })
})
