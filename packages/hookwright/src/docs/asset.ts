import type { VendoredFile } from '#vendor/scalar'

import { bytesOfBase64 } from '../base64.ts'
import { assetResponse, immutable, type Asset } from '../http/asset.ts'
import type { DocsUi } from './options.ts'

/**
 * The files that draw the docs page, vendored (scripts/vendor-docs.mjs), loaded when first asked for and kept. A
 * name holds the start of its file's hash, so that browsers may keep it for ever.
 */
const loading = new Map<DocsUi, Promise<ReadonlyMap<string, Asset>>>()

async function load(ui: DocsUi): Promise<ReadonlyMap<string, Asset>> {
  const { files } = await vendored[ui]()
  return new Map(
    files.map((file) => [
      servedName(file),
      { contentType: contentTypeOf(file.name), gzip: bytesOfBase64(file.gzipBase64) },
    ]),
  )
}

/** Spelled out, so that bundlers find them. */
const vendored: Readonly<Record<DocsUi, () => Promise<{ files: readonly VendoredFile[] }>>> = {
  scalar: () => import('#vendor/scalar'),
  swagger: () => import('#vendor/swagger'),
  redoc: () => import('#vendor/redoc'),
}

/** `scalar-0a1b2c3d.js` */
function servedName({ name, sha256 }: VendoredFile): string {
  return name.replace(/\.(\w+)$/, `-${sha256.slice(0, 8)}.$1`)
}

function contentTypeOf(name: string): string {
  return name.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8'
}

/** The name under which a file is served, by its own (`scalar.js`), for the page that refers to it. */
export async function assetNames(ui: DocsUi): Promise<ReadonlyMap<string, string>> {
  const { files } = await vendored[ui]()
  return new Map(files.map((file) => [file.name, servedName(file)]))
}

/**
 * The answer to a request for one of the docs page's files, or undefined if the last part of the request's path is
 * the name of none; what comes before does not matter, so the app may live under any prefix. A file goes out gzipped
 * to clients that accept it, and plain to the others.
 */
export async function docsAsset(ui: DocsUi, request: Request): Promise<Response | undefined> {
  const name = new URL(request.url).pathname.split('/').at(-1) ?? ''
  if (!/-[0-9a-f]{8}\.(js|css)$/.test(name)) return undefined
  const assets = loading.get(ui) ?? load(ui)
  loading.set(ui, assets)
  const asset = (await assets).get(name)
  return asset && assetResponse(asset, request, { 'cache-control': immutable })
}
