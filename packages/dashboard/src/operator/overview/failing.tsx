import { useQuery } from '@tanstack/react-query'

import { answered } from '../../api/client.ts'
import { Card } from '../../parts/card.tsx'
import { Problem } from '../../parts/notice.tsx'
import { api, key, refreshMs } from '../api.ts'
import { EndpointRow } from '../endpoint-row.tsx'
import { endpointsLink } from '../links.ts'
import { countInWords } from './words.ts'

const shownAtMost = 5

/** The endpoints that fail, longest first, so that nobody has to look for them. */
export function FailingEndpoints({ count }: { count: number }) {
  const { data = [], error } = useQuery({
    queryKey: key('endpoints', 'failing', 'first'),
    queryFn: () =>
      answered(
        api.GET('/operator/endpoints', { params: { query: { health: 'failing', limit: shownAtMost } } }),
      ),
    refetchInterval: refreshMs,
  })
  return (
    <Card
      title="Failing endpoints"
      end={
        count > shownAtMost && <a href={endpointsLink({ health: 'failing' })}>All {countInWords(count)}</a>
      }
    >
      <Problem error={error} />
      <ul className="rows">
        {data.map((endpoint) => (
          <li key={endpoint.id}>
            <EndpointRow endpoint={endpoint} />
          </li>
        ))}
      </ul>
    </Card>
  )
}
