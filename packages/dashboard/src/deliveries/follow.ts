/** Hears of deliveries as they change. */
import { apiUrl } from '../api/client.ts'
import { lookAgain } from '../session/session.ts'
import type { Scope } from '../shell/scope.tsx'
import type { DeliveryFilter } from './filter.ts'
import type { Delivery } from './words.ts'

/** Changes are drawn together, so that a thousand a second do not keep the browser busy. */
const drawEveryMs = 100
const comeAgainMs = 3_000

interface Follower {
  onLive: (isLive: boolean) => void
  onChanges: (changes: readonly Delivery[]) => void
  /** Between the newest `limit` and those that came before there may be others, which the stream does not tell. */
  onGap: () => void
}

/**
 * Listens to the newest `limit` until the signal aborts; where the stream ends for good, it begins another. Not while
 * the tab is hidden: a browser has six connections to a server, and with as many streams the seventh tab would stand still.
 */
export function follow(
  scope: Scope,
  filter: DeliveryFilter,
  limit: number,
  signal: AbortSignal,
  { onLive, onChanges, onGap }: Follower,
): void {
  const url = urlOf(scope, filter, limit)
  let source: EventSource | undefined
  let waiting: Delivery[] = []
  let drawing: ReturnType<typeof setTimeout> | undefined
  let returning: ReturnType<typeof setTimeout> | undefined
  /** Of all that was ever told. */
  let newestId = ''

  const draw = () => {
    clearTimeout(drawing)
    drawing = undefined
    onChanges(waiting)
    waiting = []
  }
  const begin = () => {
    source = new EventSource(url)
    let newestBefore = newestId
    let told = 0
    let oldestId = ''
    // Also when the browser has mended a broken connection: then all begins anew.
    source.addEventListener('open', () => {
      newestBefore = newestId
      told = 0
    })
    source.addEventListener('delivery', ({ data }: MessageEvent<string>) => {
      const delivery: Delivery = JSON.parse(data)
      if (delivery.id > newestId) newestId = delivery.id
      // They come oldest first.
      if (told++ === 0) oldestId = delivery.id
      waiting.push(delivery)
      drawing ??= setTimeout(draw, drawEveryMs)
    })
    source.addEventListener('begun', () => {
      draw()
      // That it begins once more says by itself that there is a gap.
      if (told >= limit && oldestId > newestBefore) onGap()
      newestBefore = ''
      onLive(true)
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
  const end = () => {
    source?.close()
    clearTimeout(returning)
  }
  const turn = () => {
    end()
    onLive(false)
    if (document.visibilityState === 'visible') begin()
  }
  if (document.visibilityState === 'visible') begin()
  document.addEventListener('visibilitychange', turn, { signal })
  signal.addEventListener('abort', () => {
    end()
    clearTimeout(drawing)
  })
}

function urlOf({ tenant }: Scope, { eventTypes = [], ...rest }: DeliveryFilter, limit: number): URL {
  const url = new URL(`${apiUrl}/deliveries/stream`)
  for (const [name, value] of Object.entries({ ...rest, limit: String(limit) }))
    url.searchParams.set(name, value)
  for (const eventType of eventTypes) url.searchParams.append('eventTypes', eventType)
  if (tenant !== null) url.searchParams.set('tenant', tenant)
  return url
}
