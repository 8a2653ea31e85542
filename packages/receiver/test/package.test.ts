import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { bundle, gzippedBytes } from './bundle.ts'

const importLine =
  /^\s*(?:import|export)\b[^'"]*?\bfrom\s+['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/gm

async function reachableFrom(entry: URL) {
  const files = new Set<string>()
  const outside = new Set<string>()
  const queue = [entry]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file.href)) continue
    files.add(file.href)
    const source = await readFile(file, 'utf8')
    for (const [, from, bare] of source.matchAll(importLine)) {
      const specifier = from ?? bare ?? ''
      if (specifier.startsWith('.')) queue.push(new URL(specifier, file))
      else outside.add(specifier)
    }
  }
  return { files: [...files].map((file) => file.split('/').at(-1)), outside: [...outside].toSorted() }
}

const source = (name: string) => new URL(`../src/${name}`, import.meta.url)

test.each(['index.ts', 'keys.ts', 'presets.ts', 'sign.ts'])(
  '%s reaches nothing outside its own files, and so nothing of Node',
  async (entry) => {
    const { files, outside } = await reachableFrom(source(entry))
    expect(files).toEqual(expect.arrayContaining([entry, 'secret.ts', 'errors.ts']))
    expect(files).not.toContain('node-handler.ts')
    expect(outside).toEqual([])
  },
)

test('the main entry has nothing of the sender’s side, of the presets and of the published keys', async () => {
  const { files } = await reachableFrom(source('index.ts'))
  expect(files).toContain('receive.ts')
  for (const other of ['sign.ts', 'key-pair.ts', 'keys.ts', 'text-secret.ts', 'fastify.ts']) {
    expect(files).not.toContain(other)
  }
})

test('the Node entry reaches only node:http and node:stream', async () => {
  const { outside } = await reachableFrom(source('node.ts'))
  expect(outside).toEqual(['node:http', 'node:stream', 'node:stream/promises'])
})

test('the whole main entry is under 4 kB, minified and compressed with gzip', async () => {
  const code = await bundle('index.ts')
  // All of it, not what is left for one import.
  for (const name of [
    'createReceiver',
    'verify',
    'gone',
    'later',
    'memorySeen',
    'WebhookVerificationError',
  ]) {
    expect(code).toContain(`as ${name}`)
  }
  expect(gzippedBytes(code)).toBeLessThan(4000)
})

test('the package depends on no other', async () => {
  const manifest: unknown = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  for (const kind of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundleDependencies']) {
    expect(manifest).not.toHaveProperty(kind)
  }
})

test('the entry for validation reaches nothing outside its own files', async () => {
  const { files, outside } = await reachableFrom(source('validate.ts'))
  expect(new Set(files)).toEqual(new Set(['validate.ts', 'body-check.ts', 'json-schema.ts', 'formats.ts']))
  expect(outside).toEqual([])
})
