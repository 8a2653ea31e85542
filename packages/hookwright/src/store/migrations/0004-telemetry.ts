import type { Migration } from '../migrate.ts'

/** Where in a trace a message was sent, and how many endpoints are disabled. */
export const telemetry: Migration = {
  number: 4,
  title: 'trace context, disabled endpoints',
  sql: () => `
-- W3C Trace Context. Null where nobody traced.
alter table hookwright_message add column traceparent text;

alter table hookwright_message add column tracestate text;

-- They are counted each time somebody asks for metrics.
create index hookwright_endpoint_disabled on hookwright_endpoint (tenant, id) where state = 'disabled';
`,
}
