import type { Migration } from '../migrate.ts'

/** What operators see of all tenants together, and deliveries that wait for the end of a pause. */
export const operating: Migration = {
  number: 6,
  title: 'statistics, health, held deliveries',
  sql: ({ key }) => `
-- What one worker did in one minute. Each writes its own rows only, and always the whole of what it counted.
create table hookwright_statistics (
  -- When the minute began.
  minute bigint not null,
  worker_id ${key} not null,
  attempts bigint not null check (attempts >= 0),
  succeeded bigint not null check (succeeded >= 0),
  failed bigint not null check (failed >= 0),
  -- JSON array of pairs: which bucket, and how many attempts took so long.
  latencies text not null,
  primary key (minute, worker_id),
  check (attempts = succeeded + failed)
);

-- Since when it has been due, of one that waits for its endpoint's pause to end; due_at is then when that is.
alter table hookwright_delivery add column held_since bigint;

create index hookwright_delivery_held
  on hookwright_delivery (tenant, endpoint_id) where state = 'pending' and held_since is not null;

-- One endpoint, whosever it is; and how many there are.
create index hookwright_endpoint_id on hookwright_endpoint (id, kind) where kind <> 'callback_secret';

-- Which has been failing for longest. What the conditions ask for is in it, or SQLite would look it up in the table.
create index hookwright_endpoint_failing
  on hookwright_endpoint (failing_since, tenant, id, state) where failing_since is not null and state = 'enabled';

create index hookwright_endpoint_paused
  on hookwright_endpoint (tenant, id, paused_until, failing_since, state) where paused_until is not null;
`,
}
