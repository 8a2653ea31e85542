import type { Migration } from '../migrate.ts'

/** Endpoints that nobody registered: those of callbacks, and those that hold the secret of a tenant's callbacks. */
export const callbacks: Migration = {
  number: 5,
  title: 'callbacks',
  sql: ({ key }) => `
alter table hookwright_endpoint add column kind ${key} not null default 'registered'
  check (kind in ('registered', 'callback', 'callback_secret'));

-- The oldest, for retention.
create index hookwright_endpoint_callback on hookwright_endpoint (updated_at) where kind = 'callback';
`,
}
