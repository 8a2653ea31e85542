import { useQuery } from '@tanstack/react-query'

import { answered, type View } from '../api/client.ts'
import { useScope } from '../shell/scope.tsx'

export type EventType = View<'WebhookEventType'>
export type Language = View<'WebhookReceiverCode'>['language']
export type Signing = View<'WebhookEndpoint'>['signing']

/** They change when the API is deployed, and not before. */
const staleTime = 300_000

export function useEventTypes() {
  const { api, key } = useScope()
  return useQuery({
    queryKey: key('event-types'),
    queryFn: () => answered(api.GET('/event-types')),
    staleTime,
  })
}

export function useEventType(eventType: string) {
  const { api, key } = useScope()
  return useQuery({
    queryKey: key('event-types', eventType),
    queryFn: () => answered(api.GET('/event-types/{eventType}', { params: { path: { eventType } } })),
    staleTime,
  })
}

export function useReceiver(language: Language, eventTypes: readonly string[], signing: Signing) {
  const { api, key } = useScope()
  return useQuery({
    queryKey: key('receivers', language, signing, eventTypes),
    queryFn: () =>
      answered(
        api.GET('/receivers/{language}', {
          params: { path: { language }, query: { eventTypes: [...eventTypes], signing } },
        }),
      ),
    staleTime,
  })
}

/** As the server has it: a filter is a name, or `orders.*` for all below a prefix; none lets everything through. */
export function wants(filters: readonly string[], eventType: string): boolean {
  return (
    filters.length === 0 ||
    filters.some((filter) =>
      filter.endsWith('.*') ? eventType.startsWith(filter.slice(0, -1)) : filter === eventType,
    )
  )
}
