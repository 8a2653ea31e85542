/**
 * The docs page's one script: Scalar, vendored (scripts/vendor-scalar.mjs), loaded when first asked for and kept.
 * Its name holds the start of its hash, so that browsers may keep it for ever.
 */
interface Script {
  name: string
  gzip: Uint8Array<ArrayBuffer>
}

let loading: Promise<Script> | undefined

async function load(): Promise<Script> {
  const { sha256, gzipBase64 } = await import('#vendor/scalar')
  const gzip = Uint8Array.from(atob(gzipBase64), (character) => character.charCodeAt(0))
  return { name: `scalar-${sha256.slice(0, 8)}.js`, gzip }
}

const script = (): Promise<Script> => (loading ??= load())

/** The script's file name, for the page that refers to it. */
export async function docsAssetName(): Promise<string> {
  return (await script()).name
}

/**
 * The answer to a request for the docs page's script, or undefined if the last part of the request's path is not
 * its name; what comes before does not matter, so the app may live under any prefix. The script goes out gzipped to
 * clients that accept it, and plain to the others.
 */
export async function docsAsset(request: Request): Promise<Response | undefined> {
  const name = new URL(request.url).pathname.split('/').at(-1) ?? ''
  if (!/^scalar-[0-9a-f]{8}\.js$/.test(name)) return undefined
  const { name: current, gzip } = await script()
  if (name !== current) return undefined

  const headers = {
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  }
  if (!acceptsGzip(request.headers.get('accept-encoding'))) {
    return new Response(new Blob([gzip]).stream().pipeThrough(new DecompressionStream('gzip')), { headers })
  }
  // `encodeBody` is for Cloudflare Workers, which would gzip a second time; the others ignore it.
  const encoded: ResponseInit & { encodeBody: 'manual' } = {
    headers: { ...headers, 'content-encoding': 'gzip', 'content-length': String(gzip.byteLength) },
    encodeBody: 'manual',
  }
  return new Response(gzip, encoded)
}

/** RFC 9110, 12.5.3: `gzip` counts before `*`, and a weight of 0 refuses. */
function acceptsGzip(header: string | null): boolean {
  const weights = new Map<string, number>()
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((text) => text.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(coding, weight === undefined ? 1 : Number(weight.slice(2)))
  }
  return (weights.get('gzip') ?? weights.get('*') ?? 0) > 0
}
