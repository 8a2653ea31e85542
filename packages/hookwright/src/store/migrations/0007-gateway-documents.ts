import type { Migration } from '../migrate.ts'

/** The OpenAPI documents that gateways took over, so that after a restart the next one can be compared with them. */
export const gatewayDocuments: Migration = {
  number: 7,
  title: 'gateway documents',
  sql: ({ bytes, key }) => `
-- Of the database as a whole, like its migrations: a gateway has one document for all tenants.
create table hookwright_document (
  name ${key} primary key,
  source text not null,
  text ${bytes} not null,
  accepted_at bigint not null
);
`,
}
