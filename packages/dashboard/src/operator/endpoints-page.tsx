import './operator.css'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'

import { answered } from '../api/client.ts'
import { EmptyState } from '../parts/empty-state.tsx'
import { Field, Select } from '../parts/field.tsx'
import { Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { LoadingPage } from '../shell/outcomes.tsx'
import { useSearchTexts } from '../shell/place.ts'
import { useTypedText } from './address.ts'
import { api, key } from './api.ts'
import { EndpointList } from './endpoint-list.tsx'
import { healths, healthWords } from './health.tsx'

const pageSize = 100

/** The endpoints of all tenants, those first that need somebody. */
export function OperatorEndpointsPage() {
  const [{ health, tenant }, change] = useSearchTexts()
  const [typedTenant, typeTenant] = useTypedText('tenant')
  const chosen = healths.find((known) => known === health)
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: key('endpoints', chosen, tenant),
    queryFn: ({ pageParam: after }) =>
      answered(
        api.GET('/operator/endpoints', {
          params: { query: { health: chosen, tenant, after, limit: pageSize } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.id),
    placeholderData: keepPreviousData,
    // Who has scrolled far is reading: all that was loaded would be asked for again.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 3 ? false : 10_000),
  })
  const endpoints = data?.pages.flat() ?? []

  return (
    <>
      <PageHead title="Endpoints" words="Of all tenants; those that need somebody come first." />
      <div className="filters">
        <Select
          label="Health"
          value={chosen ?? 'all'}
          options={[
            { value: 'all', label: 'All' },
            ...healths.map((value) => ({ value, label: healthWords[value] })),
          ]}
          onValueChange={(value) => change({ health: value === 'all' ? undefined : value })}
        />
        <Field label="Tenant" placeholder="Its whole name" value={typedTenant} onValueChange={typeTenant} />
      </div>
      <Problem error={error} />
      {isPending && !error && <LoadingPage />}
      {data && endpoints.length === 0 && (
        <EmptyState title={chosen || tenant ? 'No endpoint is like that' : 'There is no endpoint yet'}>
          <p>
            {chosen || tenant
              ? 'Choose another health, or another tenant.'
              : 'Tenants register endpoints on their pages, or the API does it for them.'}
          </p>
        </EmptyState>
      )}
      {endpoints.length > 0 && (
        <EndpointList
          endpoints={endpoints}
          hasMore={hasNextPage}
          onEnd={() => {
            if (!isFetchingNextPage) void fetchNextPage()
          }}
        />
      )}
    </>
  )
}
