import type { Migration } from '../migrate.ts'

/**
 * The tables of the line: who receives, what was sent, to whom, and how each attempt went.
 *
 * Every primary key starts with the tenant, so that a distributed PostgreSQL can shard by it. There
 * are no foreign keys: deliveries outlive the endpoint they went to, and each transaction that would
 * break a reference mends it itself.
 */
export const first: Migration = {
  number: 1,
  title: 'endpoints, messages, deliveries, attempts',
  sql: ({ bytes, key }) => `
create table hookwright_endpoint (
  tenant ${key} not null,
  id ${key} not null,
  url text not null,
  description text not null,
  -- JSON array, as it was given; hookwright_endpoint_event_type is the index made from it.
  event_types text not null,
  state text not null check (state in ('enabled', 'disabled')),
  disabled_reason text,
  -- JSON array of { secret, expiresAt }, newest first: always read and rotated as a whole.
  secrets text not null,
  paused_until bigint,
  created_at bigint not null,
  updated_at bigint not null,
  primary key (tenant, id),
  check ((state = 'disabled') = (disabled_reason is not null))
);

-- Fan-out is one look-up here. 'orders.*' stands for all below that prefix, '*' for every event type.
create table hookwright_endpoint_event_type (
  tenant ${key} not null,
  event_type ${key} not null,
  endpoint_id ${key} not null,
  primary key (tenant, event_type, endpoint_id)
);

create table hookwright_message (
  tenant ${key} not null,
  id ${key} not null,
  event_type ${key} not null,
  content_type text not null,
  body ${bytes} not null,
  idempotency_key ${key},
  -- How many deliveries it was stored with: the answer when its idempotency key is used again.
  deliveries integer not null,
  created_at bigint not null,
  primary key (tenant, id)
);

create unique index hookwright_message_idempotency_key
  on hookwright_message (tenant, idempotency_key) where idempotency_key is not null;

create table hookwright_delivery (
  tenant ${key} not null,
  id ${key} not null,
  message_id ${key} not null,
  endpoint_id ${key} not null,
  event_type ${key} not null,
  state text not null check (state in ('pending', 'leased', 'succeeded', 'failed', 'canceled')),
  attempts integer not null check (attempts >= 0),
  fence bigint not null check (fence >= 0),
  -- Of a leased delivery, the end of its lease: one index then tells all that is due.
  due_at bigint,
  last_outcome text,
  created_at bigint not null,
  finished_at bigint,
  primary key (tenant, id),
  check ((state in ('pending', 'leased')) = (due_at is not null)),
  check ((state in ('pending', 'leased')) = (finished_at is null)),
  check ((attempts = 0) = (last_outcome is null))
);

-- What is due. The endpoint is in it so that skipping one reads nothing but the index. Said by due_at and not by
-- the state, because PostgreSQL, before it has counted them, takes a state for rare, and reads all that is due.
create index hookwright_delivery_due
  on hookwright_delivery (due_at, endpoint_id) where due_at is not null;

-- What an endpoint that is disabled or deleted still has to come.
create index hookwright_delivery_pending
  on hookwright_delivery (tenant, endpoint_id) where state = 'pending';

-- Lists by state. Those that succeeded are nearly all: they are found without it.
create index hookwright_delivery_unsuccessful
  on hookwright_delivery (tenant, state, id) where state <> 'succeeded';

create index hookwright_delivery_endpoint
  on hookwright_delivery (tenant, endpoint_id, id);

create index hookwright_delivery_message
  on hookwright_delivery (tenant, message_id, id);

create table hookwright_attempt (
  tenant ${key} not null,
  delivery_id ${key} not null,
  number integer not null check (number >= 1),
  started_at bigint not null,
  duration_ms bigint not null,
  outcome text not null,
  status integer,
  error text,
  response_body ${bytes},
  primary key (tenant, delivery_id, number)
);
`,
}
