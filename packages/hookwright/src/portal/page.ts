import type { PageFile } from '#page'

import { bytesOfBase64 } from '../base64.ts'
import { assetResponse, immutable, type Asset } from '../http/asset.ts'
import { HttpError } from '../http/errors.ts'
import type { PageRoute } from '../http/mount.ts'
import type { PortalSettings } from './options.ts'

export interface PortalPageOptions {
  /** Where the app mounts the management API: `/webhooks`. */
  path: string
  settings: Pick<PortalSettings, 'frameAncestors' | 'themeCss'>
  /** Spelled out, so that bundlers find it. */
  load?: () => Promise<{ files: readonly PageFile[] }>
}

/**
 * The page and its files, which are the same for everybody: what it shows, it asks the management API for. All its
 * references are relative to the slash at its end, so it works behind a path prefix that the app knows nothing about.
 */
export function portalPages({
  path,
  settings,
  load = () => import('#page'),
}: PortalPageOptions): PageRoute[] {
  let loading: Promise<ReadonlyMap<string, Asset>> | undefined
  const assetNamed = async (name: string) => {
    loading ??= load().then(({ files }) => new Map(files.map((file) => [file.name, assetOf(file)])))
    try {
      return (await loading).get(name)
    } catch {
      // Nobody has built it. Somebody may, while this process runs.
      loading = undefined
      return undefined
    }
  }
  return [
    // Without the slash it is redirected to, as any path is.
    {
      path: `${path}/`,
      respond: async (request) => {
        const index = await assetNamed('index.html')
        return index ? assetResponse(index, request, pageHeaders(settings)) : notBuilt.toResponse()
      },
    },
    {
      path: `${path}/theme.css`,
      respond: () =>
        new Response(settings.themeCss, {
          headers: {
            'content-type': 'text/css; charset=utf-8',
            'cache-control': 'no-cache',
            'x-content-type-options': 'nosniff',
          },
        }),
    },
    {
      path: `${path}/assets/{file}`,
      respond: async (request) => {
        const asset = await assetNamed(`assets/${new URL(request.url).pathname.split('/').at(-1)}`)
        return asset && assetResponse(asset, request, { 'cache-control': immutable })
      },
    },
  ]
}

const notBuilt = new HttpError(
  503,
  'The page is not built. In the repository of Hookwright `npm run build` makes it; the published package has it.',
)

function assetOf({ contentType, gzipBase64, brotliBase64 }: PageFile): Asset {
  return { contentType, gzip: bytesOfBase64(gzipBase64), brotli: bytesOfBase64(brotliBase64) }
}

/** Lets the page load and call nothing but this server, and only those frame it who were named. */
function pageHeaders({ frameAncestors }: PortalPageOptions['settings']): Record<string, string> {
  const isFramed = frameAncestors.length > 0
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    ['frame-ancestors', ...(isFramed ? frameAncestors : ["'none'"])].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
  ]
  return {
    'content-security-policy': policy.join('; '),
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    // Says the same as the policy, to browsers that do not know that.
    ...(!isFramed && { 'x-frame-options': 'DENY' }),
  }
}
