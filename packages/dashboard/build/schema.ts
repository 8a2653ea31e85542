/** The types of the API as the page calls it, out of the document of an app. */
import { App } from 'hookwright'
import { sqlite } from 'hookwright/sqlite'
import openapiTS, { astToString } from 'openapi-typescript'

/** The paths are written as they are from the page, which is served beside them. */
export async function schemaText(): Promise<string> {
  const app = new App({ title: 'Any', version: '1', delivery: { store: sqlite(':memory:') } })
  const document = app.openapi()
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, item]) => [path.replace(/^\/webhooks/, ''), item]),
  )
  const text = astToString(await openapiTS(JSON.stringify({ ...document, paths }), { alphabetize: false }))
  return `/** Made by packages/dashboard/build/write-schema.ts; do not edit. */\n${text}`
}
