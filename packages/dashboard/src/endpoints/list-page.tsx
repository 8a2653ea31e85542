import { useQuery } from '@tanstack/react-query'

import { answered } from '../api/client.ts'
import { PageHead } from '../parts/page-head.tsx'
import { useScope } from '../shell/scope.tsx'

export function EndpointsPage() {
  const { api, key } = useScope()
  const { data = [] } = useQuery({
    queryKey: key('endpoints'),
    queryFn: () => answered(api.GET('/endpoints', { params: { query: { limit: 250 } } })),
  })
  return (
    <>
      <PageHead title="Endpoints" />
      <ul>
        {data.map((endpoint) => (
          <li key={endpoint.id}>{endpoint.url}</li>
        ))}
      </ul>
    </>
  )
}
