/**
 * Builds the page, and puts it into hookwright's dist as one module that holds each file compressed:
 * `packages/hookwright/dist/page.js`, and beside it the licences of what is built in. Run it after `tsc -b`.
 */
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

import { build } from 'vite'

const dist = join(import.meta.dirname, '..', 'dist')
const target = join(import.meta.dirname, '..', '..', 'hookwright', 'dist')

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

async function pack(name: string): Promise<string> {
  const contentType = contentTypes[extname(name)]
  if (contentType === undefined) {
    throw new Error(`${name} has no content type: add one for ${extname(name)} to build/build.ts`)
  }
  const bytes = await readFile(join(dist, name))
  const [gzipped, brotli] = await Promise.all([
    promisify(gzip)(bytes, { level: 9 }),
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  ])
  return `  {
    name: ${JSON.stringify(name)},
    contentType: ${JSON.stringify(contentType)},
    gzipBase64: '${gzipped.toString('base64')}',
    brotliBase64: '${brotli.toString('base64')}',
  },`
}

await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn' })

const found = await readdir(dist, { recursive: true, withFileTypes: true })
const names = found
  .filter((entry) => entry.isFile() && entry.name !== 'licences.md')
  .map((entry) =>
    join(entry.parentPath, entry.name)
      .slice(dist.length + 1)
      .replaceAll('\\', '/'),
  )
  .toSorted()
const files = await Promise.all(names.map(pack))
await mkdir(target, { recursive: true })
await writeFile(
  join(target, 'page.js'),
  `// Made by packages/dashboard/build/build.ts; do not edit.\nexport const files = [\n${files.join('\n')}\n]\n`,
)
await copyFile(join(dist, 'licences.md'), join(target, 'page-licences.md'))
