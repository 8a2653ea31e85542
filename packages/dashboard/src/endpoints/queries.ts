import { useQuery, useQueryClient } from '@tanstack/react-query'

import { answered, type Api, type View } from '../api/client.ts'
import { useScope } from '../shell/scope.tsx'

export type Endpoint = View<'WebhookEndpoint'>
export type EndpointWithSecret = View<'WebhookEndpointWithSecret'>

const pageSize = 250

export function useEndpoints() {
  const { api, key } = useScope()
  return useQuery({
    queryKey: key('endpoints'),
    queryFn: () => everyEndpoint(api),
    // Others, and the deliveries themselves, change them too.
    refetchInterval: 15_000,
  })
}

async function everyEndpoint(api: Api): Promise<Endpoint[]> {
  const found: Endpoint[] = []
  for (;;) {
    const after = found.at(-1)?.id
    const query = { limit: pageSize, ...(after !== undefined && { after }) }
    const page = await answered(api.GET('/endpoints', { params: { query } }))
    found.push(...page)
    if (page.length < pageSize) return found
  }
}

export function useEndpoint(endpointId: string) {
  const { api, key } = useScope()
  return useQuery({
    queryKey: key('endpoints', endpointId),
    queryFn: () => answered(api.GET('/endpoints/{endpointId}', { params: { path: { endpointId } } })),
    refetchInterval: 5_000,
  })
}

/** After a change: what is shown of endpoints is asked anew. */
export function useRefreshEndpoints(): () => Promise<void> {
  const { key } = useScope()
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: key('endpoints') })
}

/** Changes an endpoint, and shows it as it is then. */
export function useChangeEndpoint(endpointId: string) {
  const { api } = useScope()
  const refresh = useRefreshEndpoints()
  return async (body: View<'WebhookEndpointChange'>): Promise<Endpoint> => {
    const changed = await answered(
      api.PATCH('/endpoints/{endpointId}', { params: { path: { endpointId } }, body }),
    )
    await refresh()
    return changed
  }
}
