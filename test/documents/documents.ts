import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import {
  readForeignDocument,
  type ForeignDocument,
} from '../../packages/hookwright/src/documents/document.ts'

/** Real documents that nobody here wrote. They lie beside the repository, and are not part of it. */
const folder = fileURLToPath(new URL('../../../shared/openapi-documents/', import.meta.url))

/** Why there is nothing to test, where that is so. */
export const absent = existsSync(folder) ? undefined : `The documents are not here: ${folder}`

/** The names of all, below the folder. */
export const documentNames: readonly string[] = absent
  ? []
  : readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(json|ya?ml)$/.test(name))
      .toSorted((a, b) => (a < b ? -1 : 1))

export function documentPath(name: string): string {
  return folder + name
}

export function readDocument(name: string): ForeignDocument {
  return readForeignDocument(readFileSync(documentPath(name), 'utf8'), name)
}
