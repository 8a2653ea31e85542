import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

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

test('the main entry reaches nothing outside its own files', async () => {
  const { files, outside } = await reachableFrom(source('index.ts'))
  expect(files).toEqual(
    expect.arrayContaining(['index.ts', 'receive.ts', 'signature.ts', 'secret.ts', 'errors.ts']),
  )
  expect(files).not.toContain('node.ts')
  expect(outside).toEqual([])
})

test('the Node entry reaches only node:http and node:stream', async () => {
  const { outside } = await reachableFrom(source('node.ts'))
  expect(outside).toEqual(['node:http', 'node:stream', 'node:stream/promises'])
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
