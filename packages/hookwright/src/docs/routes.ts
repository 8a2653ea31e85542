import type { PageRoute } from '../http/mount.ts'
import { docsAsset } from './asset.ts'
import { docsPage } from './page.ts'

export interface DocsOptions {
  title: string
  docsUrl: string
  openapiUrl: string
}

/** The docs page and its script. */
export function docsRoutes({ title, docsUrl, openapiUrl }: DocsOptions): PageRoute[] {
  return [
    { path: docsUrl, respond: () => docsPage({ title, docsUrl, openapiUrl }) },
    {
      path: `${docsUrl}/{file}`,
      respond: docsAsset,
    },
  ]
}
