import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useRef } from 'react'

import { EndpointRow } from './endpoint-row.tsx'
import type { OperatorEndpoint } from './health.tsx'

/** As many endpoints as there are; only those in view are drawn. */
export function EndpointList({
  endpoints,
  hasMore,
  onEnd,
}: {
  endpoints: readonly OperatorEndpoint[]
  hasMore: boolean
  /** Asks for more. */
  onEnd: () => void
}) {
  const place = useRef<HTMLDivElement>(null)
  const rows = useWindowVirtualizer({
    count: endpoints.length,
    estimateSize: () => 96,
    overscan: 8,
    getItemKey: (index) => endpoints[index]?.id ?? index,
    scrollMargin: place.current?.offsetTop ?? 0,
  })
  const shown = rows.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  const nearEnd = useEffectEvent(() => {
    if (hasMore && last >= endpoints.length - 10) onEnd()
  })
  useEffect(() => nearEnd(), [last, endpoints.length])

  return (
    <>
      <p className="visually-hidden" role="status">
        {`${endpoints.length} endpoints${hasMore ? ', and more further down' : ''}`}
      </p>
      <div
        ref={place}
        className="endpoint-list"
        role="list"
        aria-label="Endpoints"
        style={{ height: rows.getTotalSize() }}
      >
        {shown.map(({ index, key, start }) => {
          const endpoint = endpoints[index]
          return (
            endpoint && (
              <div
                key={key}
                ref={rows.measureElement}
                data-index={index}
                role="listitem"
                aria-setsize={hasMore ? -1 : endpoints.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start - rows.options.scrollMargin}px)` }}
              >
                <EndpointRow endpoint={endpoint} />
              </div>
            )
          )
        })}
      </div>
    </>
  )
}
