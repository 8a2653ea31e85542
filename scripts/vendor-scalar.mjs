/**
 * Vendors the docs page's script: Scalar's API reference, one file that needs no other.
 *
 *   node scripts/vendor-scalar.mjs            writes packages/hookwright/vendor/ anew
 *   node scripts/vendor-scalar.mjs --check    writes nothing; exit code 1 if the npm registry's file differs
 *
 * `@scalar/api-reference` is no dependency of ours: its tree weighs 260 MB, and all we serve is one file of it.
 * So this fetches the exact version below with `npm pack` (npm checks the tarball's integrity), takes
 * dist/browser/standalone.js out, and writes three files, all of them in git:
 *
 *   vendor/scalar.js        an ES module: the gzipped file as base64, its sha256, its version
 *   vendor/scalar.d.ts      its types
 *   vendor/scalar.LICENSE   Scalar's licence; the tarball carries none, so it is taken from @scalar/types,
 *                           which comes out of the same repository under the same licence
 *
 * To upgrade: change `version`, run, run the tests in test/browser, look at the page, commit.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const version = '1.72.1'
const vendor = join(import.meta.dirname, '..', 'packages', 'hookwright', 'vendor')

const scratch = mkdtempSync(join(tmpdir(), 'vendor-scalar-'))
try {
  const script = fetchFromNpm('@scalar/api-reference', version, 'dist/browser/standalone.js')
  const sha256 = createHash('sha256').update(script).digest('hex')

  if (process.argv.includes('--check')) {
    const vendored = await import(join(vendor, 'scalar.js'))
    if (vendored.version !== version || vendored.sha256 !== sha256) {
      console.error(
        `vendor/scalar.js holds ${vendored.version} ${vendored.sha256}, npm ${version} ${sha256}.`,
      )
      console.error('Run `node scripts/vendor-scalar.mjs`.')
      process.exitCode = 1
    } else {
      console.log(`vendor/scalar.js is @scalar/api-reference ${version}, sha256 ${sha256}.`)
    }
  } else {
    const sibling = JSON.parse(fetchFromNpm('@scalar/api-reference', version, 'package.json').toString())
    const licence = fetchFromNpm('@scalar/types', sibling.dependencies['@scalar/types'], 'LICENSE')
    mkdirSync(vendor, { recursive: true })
    writeFileSync(join(vendor, 'scalar.js'), moduleText(script, sha256))
    writeFileSync(join(vendor, 'scalar.d.ts'), typesText())
    writeFileSync(join(vendor, 'scalar.LICENSE'), licence)
    console.log(`Wrote vendor/scalar.js: @scalar/api-reference ${version}, sha256 ${sha256}.`)
  }
} finally {
  rmSync(scratch, { recursive: true })
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

function moduleText(script, sha256) {
  const gzip = gzipSync(script, { level: 9 })
  // The tenth byte names the operating system that compressed: 255, unknown, gives everyone the same file.
  gzip[9] = 255
  return `/**
 * Scalar API reference: dist/browser/standalone.js of the npm package @scalar/api-reference ${version}.
 * Copyright (c) 2023-present Scalar. MIT licence, in full in scalar.LICENSE beside this file.
 * sha256 of the original: ${sha256}
 * Made by scripts/vendor-scalar.mjs; do not edit.
 */
export const version = '${version}'
export const sha256 = '${sha256}'
export const gzipBase64 =
  '${gzip.toString('base64')}'
`
}

function typesText() {
  return `// Made by scripts/vendor-scalar.mjs; do not edit.
/** Version of the npm package @scalar/api-reference. */
export declare const version: string
/** SHA-256 of the script before compression, in lower-case hexadecimal. */
export declare const sha256: string
/** The script, gzipped, in base64. */
export declare const gzipBase64: string
`
}
