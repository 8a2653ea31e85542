import '../styles/deliveries.css'

import { useCallback, useMemo, useState } from 'react'

import { useEndpoints } from '../endpoints/queries.ts'
import { ButtonLink } from '../parts/button.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { useSearchTexts } from '../shell/place.ts'
import { useScope } from '../shell/scope.tsx'
import { filterOf } from './filter.ts'
import { Filters } from './filters.tsx'
import { DeliveryList, LiveBadge } from './list.tsx'
import { useLiveDeliveries } from './live.ts'

export function DeliveriesPage() {
  const { href } = useScope()
  const [texts, change] = useSearchTexts()
  const [openedAt] = useState(Date.now)
  const filter = useMemo(() => filterOf(texts, openedAt), [texts, openedAt])
  const live = useLiveDeliveries(filter)
  const endpoints = useEndpoints().data
  const urlOf = useCallback(
    (id: string) => endpoints?.find((endpoint) => endpoint.id === id)?.url ?? id,
    [endpoints],
  )
  const isEmpty = live.status !== 'loading' && live.deliveries.length === 0
  return (
    <>
      <PageHead title="Deliveries" words="Each message on its way to each endpoint, newest first.">
        <LiveBadge status={live.status} />
      </PageHead>
      <div className="stack">
        <Filters texts={texts} onChange={change} />
        <Problem error={live.error} />
        {live.deliveries.length > 0 && <DeliveryList live={live} urlOf={urlOf} />}
        {isEmpty && live.error === null && Object.keys(filter).length > 0 && (
          <EmptyState title="No delivery matches">
            <p>What is sent from now on and matches appears here by itself.</p>
          </EmptyState>
        )}
        {isEmpty && live.error === null && Object.keys(filter).length === 0 && (
          <EmptyState title="Nothing has been sent yet">
            <p>
              A delivery appears here when an event happens that one of your endpoints wants. To see one now,
              send a test event to an endpoint.
            </p>
            <div className="row">
              {endpoints?.length === 0 ? (
                <ButtonLink kind="primary" href={href('/endpoints/new')}>
                  Register an endpoint
                </ButtonLink>
              ) : (
                <ButtonLink kind="primary" href={href('/endpoints')}>
                  Choose an endpoint
                </ButtonLink>
              )}
            </div>
          </EmptyState>
        )}
      </div>
    </>
  )
}
