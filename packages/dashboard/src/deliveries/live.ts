/** The deliveries that a filter lets through, newest first: the newest as they change, older ones a page at a time. */
import { useCallback, useEffect, useRef, useState } from 'react'

import { answered, apiUrl } from '../api/client.ts'
import { lookAgain } from '../session/session.ts'
import { useScope, type Scope } from '../shell/scope.tsx'
import type { DeliveryFilter } from './filter.ts'
import type { Delivery } from './words.ts'

const pageSize = 50
/** Changes are drawn together, so that a thousand a second do not keep the browser busy. */
const drawEveryMs = 100
const comeAgainMs = 3_000

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
    follow(scope, asked, stop.signal, {
      onLive: setLive,
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
        setListed((now) => ({
          deliveries: merged(now?.deliveries ?? [], page, asked),
          hasOlder: page.length === pageSize,
        }))
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

interface Follower {
  onLive: (isLive: boolean) => void
  onChanges: (changes: readonly Delivery[]) => void
}

/** Listens until the signal aborts; where the stream ends for good, it begins another. */
function follow(
  scope: Scope,
  filter: DeliveryFilter,
  signal: AbortSignal,
  { onLive, onChanges }: Follower,
): void {
  const url = new URL(`${apiUrl}/deliveries/stream`)
  const { eventTypes = [], ...rest } = filter
  for (const [name, value] of Object.entries({ ...rest, limit: String(pageSize) }))
    url.searchParams.set(name, value)
  for (const eventType of eventTypes) url.searchParams.append('eventTypes', eventType)
  if (scope.tenant !== null) url.searchParams.set('tenant', scope.tenant)

  let source: EventSource | undefined
  let waiting: Delivery[] = []
  let drawing: ReturnType<typeof setTimeout> | undefined
  let returning: ReturnType<typeof setTimeout> | undefined

  const draw = () => {
    drawing = undefined
    onChanges(waiting)
    waiting = []
  }
  const begin = () => {
    source = new EventSource(url)
    source.addEventListener('begun', () => onLive(true))
    source.addEventListener('delivery', ({ data }: MessageEvent<string>) => {
      waiting.push(JSON.parse(data))
      drawing ??= setTimeout(draw, drawEveryMs)
    })
    source.addEventListener('error', () => {
      onLive(false)
      // A refusal (429, 401) ends an event source for good; a broken connection it mends itself.
      if (source?.readyState !== EventSource.CLOSED) return
      returning = setTimeout(begin, comeAgainMs)
      // It does not say why.
      void lookAgain()
    })
  }
  begin()
  signal.addEventListener('abort', () => {
    source?.close()
    clearTimeout(drawing)
    clearTimeout(returning)
  })
}
