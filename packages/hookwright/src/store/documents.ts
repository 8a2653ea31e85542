import { bytes, integer, text, type Row } from './columns.ts'
import type { AcceptedDocument } from './store.ts'

/** The questions about gateways' documents, in the words of every database. */

/** Takes the name. */
export const documentQuery = 'select * from hookwright_document where name = $1'

/** Takes what `documentValues` gives. */
export const documentUpsert = `
insert into hookwright_document (name, source, text, accepted_at) values ($1, $2, $3, $4)
on conflict (name) do update set source = excluded.source, text = excluded.text, accepted_at = excluded.accepted_at`

export function documentValues({
  name,
  source,
  text: body,
  acceptedAt,
}: AcceptedDocument): [string, string, Uint8Array, number] {
  return [name, source, body, acceptedAt]
}

export function toDocument(row: Row): AcceptedDocument {
  return {
    name: text(row, 'name'),
    source: text(row, 'source'),
    text: bytes(row, 'text'),
    acceptedAt: integer(row, 'accepted_at'),
  }
}
