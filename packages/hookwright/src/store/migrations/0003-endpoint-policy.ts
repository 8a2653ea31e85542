import type { Migration } from '../migrate.ts'

/** How an endpoint wants to be called, and what it takes to keep to that over any number of workers. */
export const endpointPolicy: Migration = {
  number: 3,
  title: 'endpoint policy',
  sql: () => `
-- JSON arrays. A message on no channel is for endpoints that listen on none.
alter table hookwright_endpoint add column channels text not null default '[]';
alter table hookwright_message add column channels text not null default '[]';

alter table hookwright_endpoint add column rate_per_second double precision;
alter table hookwright_endpoint add column concurrency integer;
alter table hookwright_endpoint add column is_ordered integer not null default 0;
alter table hookwright_endpoint add column timeout_ms integer;
alter table hookwright_endpoint add column headers text;
alter table hookwright_endpoint add column failing_since bigint;

-- JSON array of milliseconds; null for the worker's own.
alter table hookwright_message add column retry_schedule text;

-- 1 once it has had a rate, a concurrency or an order, and for good: its deliveries are then claimed by themselves.
alter table hookwright_endpoint add column is_limited integer not null default 0;

-- When all that was taken of its rate is used up: the "theoretical arrival time" of the generic cell rate algorithm.
alter table hookwright_endpoint add column next_slot_at bigint not null default 0;

create index hookwright_endpoint_limited on hookwright_endpoint (id) where is_limited = 1;

-- Copied from the endpoint, so that what waits for a limit is not in the way of those who look for what is due.
alter table hookwright_delivery add column is_limited integer not null default 0;

drop index hookwright_delivery_due;

-- Not "= 0", which PostgreSQL takes for rare before it has counted, and then reads all that is due to sort it.

create index hookwright_delivery_due
  on hookwright_delivery (due_at, endpoint_id) where due_at is not null and is_limited <> 1;

create index hookwright_delivery_limited
  on hookwright_delivery (endpoint_id, due_at) where due_at is not null and is_limited = 1;

-- For those who count, or ask which has waited for longest.
create index hookwright_delivery_limited_due
  on hookwright_delivery (due_at) where due_at is not null and is_limited = 1;

-- Which is the first in order.
create index hookwright_delivery_ordered
  on hookwright_delivery (endpoint_id, id) where due_at is not null and is_limited = 1;

-- How many are under way.
create index hookwright_delivery_limited_leased
  on hookwright_delivery (endpoint_id) where state = 'leased' and is_limited = 1;
`,
}
