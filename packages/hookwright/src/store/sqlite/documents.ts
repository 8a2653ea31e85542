import { documentQuery, documentUpsert, documentValues, toDocument } from '../documents.ts'
import type { AcceptedDocument } from '../store.ts'
import type { Connection } from './connection.ts'

export function findDocument(connection: Connection, name: string): AcceptedDocument | undefined {
  const row = connection.get(documentQuery, [name])
  return row && toDocument(row)
}

export function putDocument(connection: Connection, document: AcceptedDocument): void {
  connection.run(documentUpsert, documentValues(document))
}
