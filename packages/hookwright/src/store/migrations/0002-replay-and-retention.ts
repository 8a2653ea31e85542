import type { Migration } from '../migrate.ts'

/** Deliveries made again for old messages, and what it takes to find the oldest of everything. */
export const replayAndRetention: Migration = {
  number: 2,
  title: 'replay, retention',
  sql: ({ key }) => `
create table hookwright_replay (
  tenant ${key} not null,
  id ${key} not null,
  endpoint_id ${key} not null,
  kind text not null check (kind in ('failed', 'missed')),
  since bigint not null,
  until bigint not null,
  state text not null check (state in ('running', 'done', 'canceled')),
  -- Ids up to here were dealt with: of deliveries (failed) or of messages (missed).
  position ${key} not null,
  scanned bigint not null,
  created bigint not null,
  -- Left alone before this time.
  next_at bigint not null,
  created_at bigint not null,
  finished_at bigint,
  primary key (tenant, id),
  check ((state = 'running') = (finished_at is null))
);

create index hookwright_replay_running on hookwright_replay (next_at) where state = 'running';

create index hookwright_replay_endpoint on hookwright_replay (tenant, endpoint_id, id);

alter table hookwright_delivery add column replay_id ${key};

create index hookwright_delivery_replay
  on hookwright_delivery (tenant, replay_id, id) where replay_id is not null;

-- How much of replays an endpoint has in hand.
create index hookwright_delivery_replay_open
  on hookwright_delivery (tenant, endpoint_id) where replay_id is not null and state in ('pending', 'leased');

-- 1 where it was sent to endpoints by name: no other has missed it.
alter table hookwright_message add column is_addressed integer not null default 0;

-- When its first attempts were due. Null for messages from before this column.
alter table hookwright_message add column due_at bigint;

-- The body is empty from then on. (SQLite cannot make a column nullable later.)
alter table hookwright_message add column body_deleted_at bigint;

-- The oldest of what is still whole, and of what waits for the next step: each row is in one of the two.
create index hookwright_message_whole on hookwright_message (created_at) where body_deleted_at is null;

create index hookwright_message_emptied on hookwright_message (created_at) where body_deleted_at is not null;

create index hookwright_message_keyed on hookwright_message (created_at) where idempotency_key is not null;

alter table hookwright_delivery add column attempts_deleted_at bigint;

create index hookwright_delivery_ended
  on hookwright_delivery (finished_at) where finished_at is not null and attempts_deleted_at is null;

create index hookwright_delivery_emptied
  on hookwright_delivery (finished_at) where finished_at is not null and attempts_deleted_at is not null;
`,
}
