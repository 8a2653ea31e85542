import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { schemaText } from '../build/schema.ts'

it('the types that the page calls the API with are those of the document (else: npm run page:schema)', async () => {
  const kept = await readFile(join(import.meta.dirname, '..', 'src', 'api', 'schema.d.ts'), 'utf8')
  expect(kept).toBe(await schemaText())
})
