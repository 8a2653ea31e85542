import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { generate } from '../../../src/codegen/generate.ts'
import { readForeignDocument, type ForeignDocument } from '../../../src/documents/document.ts'
import { shop } from './shop.ts'

const documents = join(import.meta.dirname, '../../../../../examples/golden')

function example(name: string): ForeignDocument {
  return readForeignDocument(readFileSync(join(documents, `${name}.openapi.json`), 'utf8'), name)
}

const languages = [
  { language: 'python', ending: 'py' },
  { language: 'go', ending: 'go' },
] as const

/** What is kept in git was compiled, checked and sent signed requests: see received.test.ts. */
describe.each(['seed', 'bookshop', 'subscriptions', 'shop'])('%s', (name) => {
  test.each(languages)('in $language is what is kept in git', ({ language, ending }) => {
    const file = join(import.meta.dirname, 'golden', `${name}.${ending}`)
    const { text } = generate(name === 'shop' ? shop : example(name), { language, validation: 'warn' })
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text)
    expect(text).toBe(readFileSync(file, 'utf8'))
  })
})
