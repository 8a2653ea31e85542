/** The core on a runtime that is not Node, and what its built files ask of any. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { builtinModules, createRequire } from 'node:module'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { exercise } from './fixtures/core.ts'

const dist = new URL('../../packages/hookwright/dist/', import.meta.url)

/** Everything that the built files from `entry` on import, each with one file that does. */
function importsFrom(entry: string): Map<string, string> {
  const found = new Map<string, string>()
  const seen = new Set<string>()
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return
    seen.add(file.href)
    const code = readFileSync(file, 'utf8')
    const statements = code.matchAll(
      /^\s*(?:import|export)\b[^'"();]*?from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm,
    )
    for (const [, from, bare, dynamic] of statements) {
      const name = from ?? bare ?? dynamic ?? ''
      if (name.startsWith('.')) visit(new URL(name, file))
      else found.set(name, file.pathname)
    }
  }
  visit(new URL(entry, dist))
  return found
}

/** Packages that only run on Node, or only on something with a file system. */
const nodeOnly = /^(@hono\/node-server|undici|pg|commander|prom-client)(\/|$)/

function offendersIn(entry: string): string[] {
  const isBuiltin = (name: string) => name.startsWith('node:') || builtinModules.includes(name)
  return [...importsFrom(entry)]
    .filter(([name]) => isBuiltin(name) || nodeOnly.test(name))
    .map(([name, file]) => `${name} in ${file}`)
}

describe('the built core', () => {
  it('imports nothing of Node, wherever one looks from its entry on', () => {
    expect(importsFrom('index.js').size).toBeGreaterThan(5)
    expect(offendersIn('index.js')).toEqual([])
  })

  it.each(['node.js', 'sqlite.js', 'postgres.js'])('is told from %s by that search', (entry) => {
    expect(offendersIn(entry)).not.toEqual([])
  })
})

/** The one of the npm package, which comes for Linux on x64 only; elsewhere the machine's own. */
function findDeno(): string | undefined {
  const asked = process.env['DENO_PATH']
  if (asked !== undefined) return asked
  try {
    const manifest = createRequire(import.meta.url).resolve('@deno/linux-x64-glibc/package.json')
    return join(manifest, '..', 'deno')
  } catch {
    const folders = process.env['PATH']?.split(':') ?? []
    return folders.map((folder) => join(folder, 'deno')).find((path) => existsSync(path))
  }
}

const deno = findDeno()
const isOptional = process.platform !== 'linux' || process.arch !== 'x64'

describe('the core', () => {
  it('does on Node what an API does', async () => {
    expect(await exercise()).toEqual({
      found: [200, '[3]'],
      invalid: 422,
      created: [201, '{"username":"ada","at":"2026-01-31T12:00:00.000Z"}'],
      raw: [200, 422],
      outside: 404,
      yaml: ['openapi: 3.1.0'],
      webhooks: ['new-subscription'],
      docs: [200, 200, true],
    })
  })

  it.skipIf(deno === undefined && isOptional)('does the same on Deno', async () => {
    if (deno === undefined) throw new Error('There is no Deno. Run npm ci, or set DENO_PATH.')
    const flags = ['--no-remote', '--no-lock', '--node-modules-dir=manual', '--allow-read', '--no-prompt']
    const output = execFileSync(deno, ['run', ...flags, 'fixtures/print.ts'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' },
    })
    expect(JSON.parse(output)).toEqual(await exercise())
  })
})
