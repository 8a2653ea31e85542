import '../styles/endpoints.css'

import { useMemo } from 'react'

import { DeliveryList, LiveBadge } from '../deliveries/list.tsx'
import { useLiveDeliveries } from '../deliveries/live.ts'
import { EndpointBadge } from '../parts/badge.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { usePathPart, useSearchTexts } from '../shell/place.ts'
import { PauseControl } from '../operator/pause-control.tsx'
import { isPaused } from '../operator/pause.ts'
import { useSession } from '../session/session.ts'
import { useScope } from '../shell/scope.tsx'
import { Health } from './health.tsx'
import { useEndpoint, type Endpoint } from './queries.ts'
import { Recover } from './recover.tsx'
import { Settings } from './settings.tsx'
import { TestEvent } from './test-event.tsx'

export function EndpointPage() {
  const { href } = useScope()
  const { role } = useSession()
  const id = usePathPart('endpointId')
  const { data: endpoint, error } = useEndpoint(id)
  const [{ tab = 'deliveries' }, change] = useSearchTexts()
  return (
    <>
      <PageHead
        above={<a href={href('/endpoints')}>Endpoints</a>}
        title={endpoint?.url ?? 'Endpoint'}
        words={endpoint?.description}
      >
        {endpoint !== undefined && <EndpointBadge endpoint={endpoint} />}
        {endpoint !== undefined && role === 'operator' && !isPaused(endpoint) && (
          <PauseControl endpoint={endpoint} />
        )}
      </PageHead>
      <div className="stack">
        <Problem error={error} />
        {endpoint !== undefined && (
          <>
            <Health endpoint={endpoint} />
            <Tabs
              key={id}
              label="Of this endpoint"
              value={tab}
              onValueChange={(chosen) => change({ tab: chosen })}
              tabs={[
                { value: 'deliveries', label: 'Deliveries', content: <Deliveries endpoint={endpoint} /> },
                { value: 'test', label: 'Test', content: <TestEvent endpoint={endpoint} /> },
                { value: 'recover', label: 'Recover', content: <Recover endpoint={endpoint} /> },
                { value: 'settings', label: 'Settings', content: <Settings endpoint={endpoint} /> },
              ]}
            />
          </>
        )}
      </div>
    </>
  )
}

function Deliveries({ endpoint: { id } }: { endpoint: Endpoint }) {
  const { href } = useScope()
  const live = useLiveDeliveries(useMemo(() => ({ endpointId: id }), [id]))
  return (
    <div className="stack">
      <div className="row spread">
        <LiveBadge status={live.status} />
        <a href={href(`/deliveries?endpointId=${id}`)}>Filter them</a>
      </div>
      <Problem error={live.error} />
      {live.deliveries.length > 0 && <DeliveryList live={live} urlOf={undefined} />}
      {live.status !== 'loading' && live.deliveries.length === 0 && (
        <EmptyState title="Nothing has been sent to it yet">
          <p>Send a test event to see whether your receiver takes it: it appears here at once.</p>
          <div className="row">
            <ButtonLink kind="primary" href={href(`/endpoints/${id}?tab=test`)}>
              Send a test event
            </ButtonLink>
          </div>
        </EmptyState>
      )}
    </div>
  )
}
