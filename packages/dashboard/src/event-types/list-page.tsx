import '../styles/event-types.css'

import { useState } from 'react'

import { Badge } from '../parts/badge.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Table } from '../parts/table.tsx'
import { useScope } from '../shell/scope.tsx'
import { useEventTypes } from './queries.ts'

/** The catalogue: everything that an endpoint can ask for. */
export function EventTypesPage() {
  const { href } = useScope()
  const { data, error, isPending } = useEventTypes()
  const [sought, setSought] = useState('')
  const shown = data?.filter(({ name, summary, description }) =>
    `${name} ${summary} ${description ?? ''}`.toLowerCase().includes(sought.toLowerCase()),
  )
  return (
    <>
      <PageHead
        title="Event types"
        words="What this API can tell you about. Each has a schema, a sample and code that receives it."
      />
      <div className="stack">
        <Problem error={error} />
        {isPending && <p role="status">Loading…</p>}
        {data?.length === 0 && (
          <EmptyState title="There are no event types yet">
            <p>This API declares no webhooks. When it does, they appear here.</p>
          </EmptyState>
        )}
        {data !== undefined && data.length > 8 && (
          <Field label="Search" type="search" value={sought} onValueChange={setSought} />
        )}
        {shown !== undefined && shown.length > 0 && (
          <Table
            label="Event types"
            rows={shown}
            rowKey={({ name }) => name}
            columns={[
              {
                heading: 'Event type',
                cell: ({ name, deprecated }) => (
                  <span className="row">
                    <a className="mono" href={href(`/event-types/${encodeURIComponent(name)}`)}>
                      {name}
                    </a>
                    {deprecated && <Badge tone="warn">Deprecated</Badge>}
                  </span>
                ),
              },
              { heading: 'Description', cell: ({ summary, description }) => description ?? summary },
            ]}
          />
        )}
        {shown?.length === 0 && data?.length !== 0 && (
          <EmptyState title="None matches">
            <p>No event type has “{sought}” in its name or description.</p>
          </EmptyState>
        )}
      </div>
    </>
  )
}
