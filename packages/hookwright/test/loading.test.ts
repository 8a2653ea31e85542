import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const src = new URL('../src/', import.meta.url)

/** Imports these in a process of its own, and tells of which packages it has loaded CommonJS by then. */
async function loadedBy(...modules: string[]): Promise<string[]> {
  const script = `
    import { createRequire } from 'node:module'
    for (const module of ${JSON.stringify(modules)}) await import(module)
    console.log(JSON.stringify(Object.keys(createRequire(process.cwd() + '/any.js').cache)))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(src),
  })
  const files: string[] = JSON.parse(stdout)
  return [...new Set(files.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file))]
}

test('an app that listens has loaded nothing of what only deliveries and raw JSON Schema need', async () => {
  const loaded = await loadedBy(new URL('index.ts', src).href, new URL('node.ts', src).href)
  for (const late of ['undici', 'ajv', 'ajv-formats', 'yaml', 'pg']) expect(loaded).not.toContain(late)
})

test('what deliveries need is loaded by what opens their connections', async () => {
  expect(await loadedBy(new URL('delivery/open-pool.ts', src).href)).toContain('undici')
})
