/**
 * Vendors what draws the docs page: Scalar, Swagger UI and Redoc, of each the few files that need no others.
 *
 *   node scripts/vendor-docs.mjs            writes packages/hookwright/vendor/ anew
 *   node scripts/vendor-docs.mjs --check    writes nothing; exit code 1 if the npm registry's files differ
 *
 * None of them is a dependency of ours: Scalar's tree alone weighs 260 MB. So this fetches the exact versions below
 * with `npm pack` (npm checks the tarballs' integrity), takes the files out, and writes for each of them
 *
 *   vendor/<ui>.js        an ES module: its version, and each file gzipped, as base64, with its sha256
 *   vendor/<ui>.LICENSE   its licence and notices. Scalar's tarball carries none, so it is taken from @scalar/types,
 *                         which comes out of the same repository under the same licence
 *
 * To upgrade: change a `version`, run, run the tests in test/browser, look at the page, commit.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const vendor = join(import.meta.dirname, '..', 'packages', 'hookwright', 'vendor')

const uis = [
  {
    ui: 'scalar',
    package: '@scalar/api-reference',
    version: '1.72.1',
    notice: 'Copyright (c) 2023-present Scalar. MIT licence',
    files: { 'scalar.js': 'dist/browser/standalone.js' },
    licences: (fetch) => {
      const { dependencies } = JSON.parse(fetch('package.json').toString())
      return [fetchFromNpm('@scalar/types', dependencies['@scalar/types'], 'LICENSE')]
    },
  },
  {
    ui: 'swagger',
    package: 'swagger-ui-dist',
    version: '5.35.0',
    notice: 'Copyright 2020-2021 SmartBear Software Inc. Apache licence 2.0',
    files: {
      'swagger.js': 'swagger-ui-bundle.js',
      'swagger.css': 'swagger-ui.css',
      'swagger-redirect.js': 'oauth2-redirect.js',
    },
    licences: (fetch) => ['NOTICE', 'LICENSE', 'swagger-ui-bundle.js.LICENSE.txt'].map(fetch),
  },
  {
    ui: 'redoc',
    package: 'redoc',
    version: '3.0.1',
    notice: 'Copyright (c) 2015-present, Rebilly, Inc., 2021-present, Redocly Inc. MIT licence',
    files: { 'redoc.js': 'bundles/redoc.standalone.js' },
    // The picture in "API docs by" would come from its maker's server; the word says the same.
    changed: 'the logo of its maker is text here, not a picture from another server',
    change: (text) =>
      text.replaceAll(/https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(-full)?\.svg/g, wordAsPicture('Redocly')),
    licences: (fetch) => [fetch('LICENSE')],
  },
]

const scratch = mkdtempSync(join(tmpdir(), 'vendor-docs-'))
try {
  for (const entry of uis) {
    const fetch = (path) => fetchFromNpm(entry.package, entry.version, path)
    const files = Object.entries(entry.files).map(([name, path]) => {
      const original = fetch(path)
      return { name, path, bytes: entry.change ? Buffer.from(entry.change(original.toString())) : original }
    })
    if (process.argv.includes('--check')) {
      await check(entry, files)
    } else {
      mkdirSync(vendor, { recursive: true })
      writeFileSync(join(vendor, `${entry.ui}.js`), moduleText(entry, files))
      writeFileSync(join(vendor, `${entry.ui}.LICENSE`), entry.licences(fetch).map(String).join('\n\n'))
      console.log(`Wrote vendor/${entry.ui}.js: ${entry.package} ${entry.version}.`)
    }
  }
} finally {
  rmSync(scratch, { recursive: true })
}

async function check({ ui, version }, files) {
  const vendored = await import(join(vendor, `${ui}.js`))
  const differing = files.filter(({ name, bytes }) => {
    const file = vendored.files.find((candidate) => candidate.name === name)
    return file?.sha256 !== sha256(bytes)
  })
  if (vendored.version === version && differing.length === 0) {
    console.log(`vendor/${ui}.js is ${version}.`)
    return
  }
  const names = differing.map(({ name }) => name).join(', ')
  console.error(`vendor/${ui}.js holds ${vendored.version}, npm ${version}; ${names || 'no file'} differs.`)
  console.error('Run `node scripts/vendor-docs.mjs`.')
  process.exitCode = 1
}

/** One file out of a package's tarball; the tarball is fetched once. */
function fetchFromNpm(name, exactVersion, path) {
  const folder = join(scratch, `${name.replace('/', '-')}-${exactVersion}`)
  if (mkdirSync(folder, { recursive: true }) !== undefined) {
    const pack = [
      'pack',
      `${name}@${exactVersion}`,
      '--ignore-scripts',
      '--json',
      '--pack-destination',
      folder,
    ]
    const [{ filename }] = JSON.parse(
      execFileSync('npm', pack, { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
    )
    execFileSync('tar', ['-xzf', join(folder, filename), '-C', folder])
  }
  return readFileSync(join(folder, 'package', path))
}

function wordAsPicture(word) {
  const text = `<text y='14' font-family='sans-serif' font-size='12' fill='%23888'>${word}</text>`
  return `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='48' height='18'>${text}</svg>`
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex')
}

function moduleText({ ui, package: packageName, version, notice, changed }, files) {
  const entries = files.map(({ name, path, bytes }) => {
    const gzip = gzipSync(bytes, { level: 9 })
    // The tenth byte names the operating system that compressed: 255, unknown, gives everyone the same file.
    gzip[9] = 255
    return `  {
    // ${path}
    name: '${name}',
    sha256: '${sha256(bytes)}',
    gzipBase64:
      '${gzip.toString('base64')}',
  },
`
  })
  return `/**
 * Files of the npm package ${packageName} ${version}.
 * ${notice}, in full in ${ui}.LICENSE beside this file.${changed ? `\n * Changed: ${changed}.` : ''}
 * Made by scripts/vendor-docs.mjs; do not edit.
 */
export const version = '${version}'
export const files = [
${entries.join('')}]
`
}
