import { documentQuery, documentUpsert, documentValues, toDocument } from '../documents.ts'
import type { AcceptedDocument } from '../store.ts'
import type { Database } from './database.ts'

export async function findDocument(database: Database, name: string): Promise<AcceptedDocument | undefined> {
  const [row] = await database.query(documentQuery, [name])
  return row && toDocument(row)
}

export async function putDocument(database: Database, document: AcceptedDocument): Promise<void> {
  await database.query(documentUpsert, documentValues(document))
}
