import '../styles/endpoints.css'

import { EndpointBadge } from '../parts/badge.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Table } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { useScope } from '../shell/scope.tsx'
import { useEndpoints, type Endpoint } from './queries.ts'

export function EndpointsPage() {
  const { href } = useScope()
  const { data: endpoints, error, isPending } = useEndpoints()
  const register = (
    <ButtonLink kind="primary" href={href('/endpoints/new')}>
      Register an endpoint
    </ButtonLink>
  )
  return (
    <>
      <PageHead title="Endpoints" words="Your URLs, and the event types that are sent to them.">
        {endpoints !== undefined && endpoints.length > 0 && register}
      </PageHead>
      <div className="stack">
        <Problem error={error} />
        {isPending && <p role="status">Loading…</p>}
        {endpoints?.length === 0 && (
          <EmptyState title="Have events sent to you">
            <p>
              An endpoint is a URL of yours. When something happens here, a signed request tells it at once,
              so that you need not ask again and again.
            </p>
            <ol className="steps">
              <li>Register the URL, and choose event types.</li>
              <li>Keep the secret that you are shown, and copy the receiver into your code.</li>
              <li>Send a test event, and see what your receiver answers.</li>
            </ol>
            <div className="row">
              {register}
              <ButtonLink href={href('/event-types')}>See the event types</ButtonLink>
            </div>
          </EmptyState>
        )}
        {endpoints !== undefined && endpoints.length > 0 && (
          <Table
            label="Endpoints"
            rows={endpoints}
            rowKey={({ id }) => id}
            columns={[
              {
                heading: 'URL',
                cell: (endpoint) => (
                  <>
                    <a className="endpoint-url" href={href(`/endpoints/${endpoint.id}`)}>
                      {endpoint.url}
                    </a>
                    {endpoint.description !== '' && <p className="muted clip">{endpoint.description}</p>}
                  </>
                ),
              },
              { heading: 'State', cell: (endpoint) => <EndpointBadge endpoint={endpoint} /> },
              { heading: 'Event types', cell: (endpoint) => <EventTypesInWords endpoint={endpoint} /> },
              { heading: 'Registered', cell: ({ createdAt }) => <Time at={createdAt} /> },
            ]}
          />
        )}
      </div>
    </>
  )
}

function EventTypesInWords({ endpoint: { eventTypes } }: { endpoint: Endpoint }) {
  if (eventTypes.length === 0) return <>Every one</>
  const more = eventTypes.length - 3
  return (
    <span className="mono">
      {eventTypes.slice(0, 3).join(', ')}
      {more > 0 && ` and ${more} more`}
    </span>
  )
}
