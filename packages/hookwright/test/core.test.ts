import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

/** What a module loads when it runs: imports of types alone are gone by then. */
function importsOf(file: URL): string[] {
  const code = readFileSync(file, 'utf8')
  const statements = code.matchAll(
    /^(?:import|export)(?! type\b)[^'"]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm,
  )
  return [...statements].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '')
}

/** Every package and built-in module that is reachable from a file of src. */
function reachableFrom(entry: string): Set<string> {
  const found = new Set<string>()
  const seen = new Set<string>()
  const visit = (file: URL): void => {
    if (seen.has(file.href)) return
    seen.add(file.href)
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) visit(new URL(name, file))
      else found.add(name)
    }
  }
  visit(new URL(`../src/${entry}`, import.meta.url))
  return found
}

test('nothing of Node is reachable from `hookwright` alone, so that it runs on any fetch runtime', () => {
  expect([...reachableFrom('index.ts')].toSorted()).toEqual([
    '#page',
    '#vendor/redoc',
    '#vendor/scalar',
    '#vendor/swagger',
    '@hookwright/receiver',
    '@hookwright/receiver/sign',
    '@hookwright/receiver/validate',
    '@opentelemetry/api',
    'ajv-formats/dist/formats.js',
    'ajv/dist/2020.js',
    'hono',
    'hono/request',
    'hono/router/trie-router',
    'hono/utils/cookie',
    'ipaddr.js',
    'yaml',
    'zod',
  ])
})

test('the search for that finds what is there', () => {
  expect([...reachableFrom('node.ts')]).toEqual(
    expect.arrayContaining(['node:http', 'node:crypto', 'undici']),
  )
})
