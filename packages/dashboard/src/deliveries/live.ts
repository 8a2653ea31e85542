/** The deliveries that a filter lets through, newest first: the newest as they change, older ones a page at a time. */
import { useCallback, useEffect, useRef, useState } from 'react'

import { answered } from '../api/client.ts'
import { useScope, type Scope } from '../shell/scope.tsx'
import type { DeliveryFilter } from './filter.ts'
import { follow } from './follow.ts'
import type { Delivery } from './words.ts'

const pageSize = 50

export interface LiveDeliveries {
  deliveries: readonly Delivery[]
  status: 'loading' | 'live' | 'reconnecting'
  error: unknown
  hasOlder: boolean
  isLoadingOlder: boolean
  loadOlder: () => void
}

interface Listed {
  deliveries: readonly Delivery[]
  hasOlder: boolean
}

export function useLiveDeliveries(filter: DeliveryFilter): LiveDeliveries {
  const scope = useScope()
  const [listed, setListed] = useState<Listed | null>(null)
  const [isLive, setLive] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [isLoadingOlder, setLoadingOlder] = useState(false)
  const filterText = JSON.stringify(filter)
  const current = useRef(filterText)

  useEffect(() => {
    current.current = filterText
    setListed(null)
    setLive(false)
    setError(null)
    const stop = new AbortController()
    const asked: DeliveryFilter = JSON.parse(filterText)
    fetchPage(scope, asked, undefined, stop.signal).then(
      (page) =>
        setListed((now) => ({
          deliveries: merged(page, now?.deliveries ?? [], asked),
          hasOlder: page.length === pageSize,
        })),
      (problem: unknown) => {
        if (!stop.signal.aborted) setError(problem)
      },
    )
    follow(scope, asked, pageSize, stop.signal, {
      onLive: setLive,
      // What is shown has no gaps: those before them come page by page, as one scrolls.
      onGap: () =>
        setListed((now) => now && { deliveries: now.deliveries.slice(0, pageSize), hasOlder: true }),
      onChanges: (changes) =>
        setListed((now) => ({
          deliveries: merged(now?.deliveries ?? [], changes, asked),
          hasOlder: now?.hasOlder ?? false,
        })),
    })
    return () => stop.abort()
  }, [scope, filterText])

  const oldest = listed?.deliveries.at(-1)?.id
  const loadOlder = useCallback(() => {
    if (oldest === undefined) return
    setLoadingOlder(true)
    const asked: DeliveryFilter = JSON.parse(filterText)
    fetchPage(scope, asked, oldest, undefined)
      .then((page) => {
        // The filter may have changed since.
        if (current.current !== filterText) return
        setListed((now) => {
          // So may where the list ends.
          if (now === null || now.deliveries.at(-1)?.id !== oldest) return now
          return { deliveries: merged(now.deliveries, page, asked), hasOlder: page.length === pageSize }
        })
      })
      .catch(setError)
      .finally(() => setLoadingOlder(false))
  }, [scope, filterText, oldest])

  return {
    deliveries: listed?.deliveries ?? [],
    status: isLive ? 'live' : listed === null ? 'loading' : 'reconnecting',
    error,
    hasOlder: listed?.hasOlder ?? false,
    isLoadingOlder,
    loadOlder,
  }
}

async function fetchPage(
  { api }: Scope,
  filter: DeliveryFilter,
  after: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Delivery[]> {
  const query = { ...filter, limit: pageSize, ...(after !== undefined && { after }) }
  return answered(api.GET('/deliveries', { params: { query }, ...(signal && { signal }) }))
}

/** Newest first; of one delivery that comes twice, what `changes` say. What the filter's state no longer fits goes. */
function merged(
  deliveries: readonly Delivery[],
  changes: readonly Delivery[],
  { state }: DeliveryFilter,
): Delivery[] {
  const byId = new Map(deliveries.map((delivery) => [delivery.id, delivery]))
  for (const delivery of changes) {
    // A page that was read before the change may arrive after it.
    const known = byId.get(delivery.id)
    if (known === undefined || !isBefore(delivery, known)) byId.set(delivery.id, delivery)
  }
  return [...byId.values()]
    .filter((delivery) => state === undefined || delivery.state === state)
    .toSorted((a, b) => (a.id < b.id ? 1 : -1))
}

function isBefore(one: Delivery, other: Delivery): boolean {
  return one.attempts < other.attempts || (one.finishedAt === null && other.finishedAt !== null)
}
