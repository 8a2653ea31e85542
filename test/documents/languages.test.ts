import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { toolchains } from '../support/toolchain.ts'
import { generate } from '../../packages/hookwright/src/codegen/generate.ts'
import { absent, documentNames, readDocument } from './documents.ts'

const run = promisify(execFile)
const validations = ['warn', 'strict', 'off'] as const

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookwright-languages-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** `clerk-webhooks-2025-04-15.yaml` → `clerkwebhooks20250415yaml` */
function moduleName(document: string): string {
  return document.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

describe.skipIf(absent)('every real document', () => {
  const gaps = absent ?? toolchains.go.absent
  test.skipIf(gaps)(
    `in Go is laid out as gofmt does and passes go vet${reason(gaps)}`,
    async () => {
      writeFileSync(join(folder, 'go.mod'), 'module example\n\ngo 1.19\n')
      for (const name of documentNames) {
        const document = readDocument(name)
        for (const validation of validations) {
          const inside = join(folder, 'go', validation, moduleName(name))
          mkdirSync(inside, { recursive: true })
          writeFileSync(join(inside, 'x.go'), generate(document, { language: 'go', validation }).text)
        }
      }
      expect(spawnSync('gofmt', ['-l', 'go'], { cwd: folder, encoding: 'utf8' }).stdout).toBe('')
      await run('go', ['vet', './...'], { cwd: folder })
    },
    120_000,
  )

  const missing = absent ?? toolchains.python.absent
  test.skipIf(missing)(
    `in Python is imported, and its models are complete${reason(missing)}`,
    async () => {
      for (const name of documentNames) {
        const { text } = generate(readDocument(name), { language: 'python', validation: 'warn' })
        writeFileSync(join(folder, `${moduleName(name)}.py`), text)
      }
      const script = `import importlib, pydantic
for name in ${JSON.stringify(documentNames.map(moduleName))}:
    module = importlib.import_module(name)
    print(len([pydantic.TypeAdapter(body) for body in module.EVENTS.values()]))
`
      const python = toolchains.python.command
      const { stdout } = await run(python, ['-W', 'error::UserWarning', '-c', script], { cwd: folder })
      const counts = documentNames.map((name) => readDocument(name).webhooks.length)
      expect(stdout.trim().split('\n').map(Number)).toEqual(counts)
    },
    120_000,
  )
})

function reason(why: string | undefined): string {
  return why === undefined ? '' : ` (skipped: ${why})`
}
