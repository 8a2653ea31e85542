/** Files that are served as they are, compressed beforehand. */

/** A file, ready in one coding or more. */
export interface Asset {
  contentType: string
  gzip: Uint8Array<ArrayBuffer>
  brotli?: Uint8Array<ArrayBuffer>
}

/** For files whose names change with their content. */
export const immutable = 'public, max-age=31536000, immutable'

/**
 * The file in the smallest coding that the client accepts, or plain for one that accepts none.
 *
 * @param headers Put beside those that say what the file is.
 */
export function assetResponse(
  asset: Asset,
  request: Request,
  headers: Readonly<Record<string, string>>,
): Response {
  const described = {
    ...headers,
    'content-type': asset.contentType,
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  }
  const coding = codingOf(asset, request.headers.get('accept-encoding'))
  if (!coding) {
    return new Response(new Blob([asset.gzip]).stream().pipeThrough(new DecompressionStream('gzip')), {
      headers: described,
    })
  }
  // `encodeBody` is for Cloudflare Workers, which would compress a second time; the others ignore it.
  const encoded: ResponseInit & { encodeBody: 'manual' } = {
    headers: {
      ...described,
      'content-encoding': coding.name,
      'content-length': String(coding.bytes.byteLength),
    },
    encodeBody: 'manual',
  }
  return new Response(coding.bytes, encoded)
}

/** RFC 9110, 12.5.3: a coding's own weight counts before that of `*`, and a weight of 0 refuses. */
function codingOf({ gzip, brotli }: Asset, header: string | null) {
  const weights = new Map<string, number>()
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [coding = '', ...parameters] = part.split(';').map((text) => text.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    weights.set(coding, weight === undefined ? 1 : Number(weight.slice(2)))
  }
  const offered = [...(brotli ? [{ name: 'br', bytes: brotli }] : []), { name: 'gzip', bytes: gzip }]
  return offered
    .map((coding) => ({ ...coding, weight: weights.get(coding.name) ?? weights.get('*') ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)[0]
}
