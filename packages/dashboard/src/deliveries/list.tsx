import '../styles/deliveries.css'

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

import { StateBadge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Countdown } from '../parts/time.tsx'
import { useScope } from '../shell/scope.tsx'
import type { LiveDeliveries } from './live.ts'
import { outcomeWords, type Delivery } from './words.ts'

const when = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** Any number of deliveries, of which only those in view are drawn. */
export function DeliveryList({
  live,
  urlOf,
}: {
  live: LiveDeliveries
  /** Of an endpoint; undefined hides the column, where all are of one. */
  urlOf: ((endpointId: string) => string) | undefined
}) {
  const { deliveries, hasOlder, isLoadingOlder, loadOlder } = live
  const place = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const offset = place.current?.offsetTop ?? 0
    if (offset !== top) setTop(offset)
  })
  const virtual = useWindowVirtualizer({
    count: deliveries.length,
    estimateSize: () => 45,
    overscan: 12,
    scrollMargin: top,
    getItemKey: (index) => deliveries[index]?.id ?? index,
  })
  const rows = virtual.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasOlder && !isLoadingOlder && last >= deliveries.length - 5) loadOlder()
  }, [hasOlder, isLoadingOlder, last, deliveries.length, loadOlder])

  return (
    <div className="deliveries">
      <ul ref={place} style={{ height: virtual.getTotalSize() }} aria-label="Deliveries, newest first">
        {rows.map(({ index, key, start }) => {
          const delivery = deliveries[index]
          return delivery === undefined ? null : (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={hasOlder ? -1 : deliveries.length}
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <Row delivery={delivery} url={urlOf?.(delivery.endpointId)} />
            </li>
          )
        })}
      </ul>
      {hasOlder && (
        <p className="deliveries-more">
          <Button kind="quiet" isBusy={isLoadingOlder} onClick={loadOlder}>
            {isLoadingOlder ? 'Loading older ones…' : 'Show older ones'}
          </Button>
        </p>
      )}
    </div>
  )
}

function Row({ delivery, url }: { delivery: Delivery; url: string | undefined }) {
  const { href } = useScope()
  const { id, state, attempts, eventType, lastOutcome, nextAttemptAt, createdAt } = delivery
  return (
    <a className="delivery" href={href(`/deliveries/${id}`)} data-endpoint={url !== undefined || undefined}>
      <span className="delivery-state">
        <StateBadge state={state} attempts={attempts} />
      </span>
      <span className="delivery-type mono">{eventType}</span>
      {url !== undefined && <span className="delivery-url muted">{url}</span>}
      <span className="delivery-what muted">
        {attempts === 0 ? 'no attempt yet' : `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`}
        {lastOutcome !== null &&
          lastOutcome !== 'succeeded' &&
          `, ${outcomeWords[lastOutcome].name.toLowerCase()}`}
        {nextAttemptAt !== null && attempts > 0 && (
          <>
            , next <Countdown to={nextAttemptAt} />
          </>
        )}
      </span>
      <time className="delivery-when muted" dateTime={createdAt}>
        {when.format(new Date(createdAt))}
      </time>
    </a>
  )
}

/** Whether what is shown is what is. */
export function LiveBadge({ status }: { status: LiveDeliveries['status'] }) {
  const words = { loading: 'Loading…', live: 'Live', reconnecting: 'Connecting…' }
  return (
    <span className="live" data-status={status} role="status">
      {words[status]}
    </span>
  )
}
