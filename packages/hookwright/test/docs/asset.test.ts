import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'

import * as redoc from '#vendor/redoc'
import * as scalar from '#vendor/scalar'
import * as swagger from '#vendor/swagger'
import { describe, expect, it } from 'vitest'

import { docsAsset } from '../../src/docs/asset.ts'
import type { DocsUi } from '../../src/docs/options.ts'

const vendored = { scalar, swagger, redoc }

const all = (['scalar', 'swagger', 'redoc'] satisfies DocsUi[]).flatMap((ui) =>
  vendored[ui].files.map((file) => ({ ui, ...file, served: servedName(file) })),
)

function servedName({ name, sha256 }: { name: string; sha256: string }): string {
  return name.replace('.', `-${sha256.slice(0, 8)}.`)
}

async function fetchAsset(ui: DocsUi, path: string, acceptEncoding?: string): Promise<Response | undefined> {
  const headers = acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding }
  return docsAsset(ui, new Request(`http://localhost${path}`, { headers }))
}

async function hash(response: Response | undefined): Promise<string> {
  const bytes = new Uint8Array((await response?.arrayBuffer()) ?? [])
  const plain = response?.headers.get('content-encoding') === 'gzip' ? gunzipSync(bytes) : bytes
  return createHash('sha256').update(plain).digest('hex')
}

const [first] = all
const path = `/docs/${first?.served}`

describe('docsAsset', () => {
  it.each(all)(
    'sends $name gzipped to a client that accepts gzip',
    async ({ ui, served, sha256, gzipBase64 }) => {
      const response = await fetchAsset(ui, `/docs/${served}`, 'gzip, deflate, br')
      expect(response?.headers.get('content-encoding')).toBe('gzip')
      expect(response?.headers.get('content-length')).toBe(
        String(Buffer.from(gzipBase64, 'base64').byteLength),
      )
      expect(await hash(response)).toBe(sha256)
    },
  )

  it.each([undefined, '', 'br', 'identity', 'gzip;q=0', '*, gzip;q=0', 'x-gzip'])(
    'sends it plain where accept-encoding is %j',
    async (acceptEncoding) => {
      const response = await fetchAsset('scalar', path, acceptEncoding)
      expect(response?.headers.get('content-encoding')).toBeNull()
      expect(await hash(response)).toBe(first?.sha256)
    },
  )

  it.each(['GZIP', '*', 'br;q=1, gzip;q=0.5', '*;q=0, gzip'])(
    'takes accept-encoding %j for gzip',
    async (accept) => {
      expect((await fetchAsset('scalar', path, accept))?.headers.get('content-encoding')).toBe('gzip')
    },
  )

  it('lets clients and caches keep the script, each encoding apart', async () => {
    for (const accept of ['gzip', 'identity']) {
      const headers = (await fetchAsset('scalar', path, accept))?.headers
      expect(headers?.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(headers?.get('vary')).toBe('accept-encoding')
      expect(headers?.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(headers?.get('x-content-type-options')).toBe('nosniff')
    }
  })

  it('says that a stylesheet is one', async () => {
    const css = all.find(({ name }) => name === 'swagger.css')
    const response = await fetchAsset('swagger', `/docs/${css?.served}`)
    expect(response?.headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  it('answers under any prefix, since only the name counts', async () => {
    expect(await hash(await fetchAsset('scalar', `/behind/a/proxy${path}?v=1`))).toBe(first?.sha256)
  })

  it.each(['/docs', '/docs/', '/docs/scalar-00000000.js', `${path}/`, '/docs/scalar.js', `${path}.map`])(
    'leaves %s to others',
    async (other) => {
      expect(await fetchAsset('scalar', other)).toBeUndefined()
    },
  )

  it('sends no file of a UI that is not the one in use', async () => {
    expect(await fetchAsset('redoc', path)).toBeUndefined()
  })

  it.each([
    ['scalar.js', `\`@scalar/api-reference@${scalar.version}\``],
    ['swagger.js', swagger.version],
    ['redoc.js', `Version: ${redoc.version}`],
  ])('%s is of the version that its module names', (name, mark) => {
    const file = all.find((candidate) => candidate.name === name)
    const script = gunzipSync(Buffer.from(file?.gzipBase64 ?? '', 'base64')).toString()
    expect(script).toContain(mark)
  })
})
