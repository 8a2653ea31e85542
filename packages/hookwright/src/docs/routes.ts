import { HttpError } from '../http/errors.ts'
import type { PageRoute } from '../http/mount.ts'
import type { OpenApiDocument } from '../openapi/document.ts'
import { docsAsset } from './asset.ts'
import type { DocsOptions } from './options.ts'
import { docsPage, redirectPage } from './page.ts'

export interface DocsRoutesOptions {
  /** The app's title. */
  title: string
  openapiUrl: string
  /** Null for no docs page. */
  docsUrl: string | null
  docs: DocsOptions
  document: () => OpenApiDocument
}

/** Everything that is for reading: the document in JSON and YAML, the docs page, and the page's files. */
export function docsRoutes(options: DocsRoutesOptions): PageRoute[] {
  const { openapiUrl, docsUrl, docs, document } = options
  const { ui = 'scalar', authorize } = docs
  const pages: PageRoute[] = [
    { path: openapiUrl, respond: () => Response.json(document()) },
    { path: yamlUrlOf(openapiUrl), respond: async () => yamlResponse(document()) },
  ]
  if (docsUrl !== null) {
    const page = { ...options, docsUrl }
    const redirect = `${docsUrl}/oauth2-redirect`
    pages.push({ path: docsUrl, respond: () => docsPage(page, document()) })
    if (ui === 'swagger') pages.push({ path: redirect, respond: redirectPage })
    pages.push({ path: `${docsUrl}/{file}`, respond: (request) => docsAsset(ui, request) })
  }
  return authorize ? pages.map((page) => guarded(page, authorize)) : pages
}

/** `/openapi.json` → `/openapi.yaml` */
function yamlUrlOf(openapiUrl: string): string {
  return `${openapiUrl.replace(/\.json$/, '')}.yaml`
}

/** RFC 9512. The package is loaded when it is first needed. */
async function yamlResponse(document: OpenApiDocument): Promise<Response> {
  const { toYaml } = await import('../openapi/yaml.ts')
  return new Response(toYaml(document), { headers: { 'content-type': 'application/yaml' } })
}

function guarded({ path, respond }: PageRoute, authorize: NonNullable<DocsOptions['authorize']>): PageRoute {
  return {
    path,
    respond: async (request) => {
      // First what is there: a path below the page that is another's is none of ours to guard.
      const response = await respond(request)
      if (!response) return undefined
      const allowed = await authorize(request)
      if (allowed instanceof Response) return allowed
      if (!allowed) return new HttpError(403, 'Forbidden').toResponse()
      // What only some may see is for no cache that others share.
      const cached = response.headers.get('cache-control') ?? 'no-cache'
      response.headers.set('cache-control', `private, ${cached.replace('public, ', '')}`)
      return response
    },
  }
}
