import './operator.css'

import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'

import { answered, type View } from '../api/client.ts'
import { Button } from '../parts/button.tsx'
import { EmptyState } from '../parts/empty-state.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { LoadingPage } from '../shell/outcomes.tsx'
import { useSearchTexts } from '../shell/place.ts'
import { useTypedText } from './address.ts'
import { api, key } from './api.ts'
import { endpointsLink, ofTenant } from './links.ts'

type Tenant = View<'WebhookTenant'>

const pageSize = 100

const columns: readonly Column<Tenant>[] = [
  { heading: 'Tenant', cell: ({ tenant }) => <a href={ofTenant(tenant, '/endpoints')}>{tenant}</a> },
  {
    heading: 'Endpoints',
    isNumber: true,
    cell: ({ tenant, endpoints }) => (
      <Count tenant={tenant} count={endpoints} what={endpoints === 1 ? 'endpoint' : 'endpoints'} />
    ),
  },
  {
    heading: 'Failing',
    isNumber: true,
    cell: ({ tenant, failing }) => <Count tenant={tenant} count={failing} what="failing" health="failing" />,
  },
  {
    heading: 'Disabled',
    isNumber: true,
    cell: ({ tenant, disabled }) => (
      <Count tenant={tenant} count={disabled} what="disabled" health="disabled" />
    ),
  },
  {
    heading: 'Last message',
    cell: ({ lastMessageAt }) => (
      <>
        <span className="narrow-only">last message </span>
        {lastMessageAt === null ? <span className="muted">none</span> : <Time at={lastMessageAt} />}
      </>
    ),
  },
]

function Count({
  tenant,
  count,
  what,
  health,
}: {
  tenant: string
  count: number
  what: string
  health?: string
}) {
  const words = (
    <>
      {count}
      <span className="narrow-only"> {what}</span>
    </>
  )
  if (count === 0) return <span className="muted">{words}</span>
  return (
    <a
      href={endpointsLink({ tenant, ...(health && { health }) })}
      aria-label={`${count} ${what} of ${tenant}`}
      className={health === 'failing' ? 'is-bad' : undefined}
    >
      {words}
    </a>
  )
}

/** The customers on whose behalf endpoints are registered, by name. */
export function TenantsPage() {
  const [{ search }] = useSearchTexts()
  const [text, type] = useTypedText('search')
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: key('tenants', search),
    queryFn: ({ pageParam: after }) =>
      answered(
        api.GET('/operator/tenants', {
          params: { query: { search, after, limit: pageSize } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.tenant),
    placeholderData: keepPreviousData,
  })
  const tenants = data?.pages.flat() ?? []

  return (
    <>
      <PageHead
        title="Tenants"
        words="On whose behalf endpoints are registered. Open one to see its pages."
      />
      <div className="filters">
        <Field
          label="Search"
          placeholder="How its name begins"
          type="search"
          value={text}
          onValueChange={type}
        />
      </div>
      <Problem error={error} />
      {isPending && !error && <LoadingPage />}
      {data && tenants.length === 0 && (
        <EmptyState title={search ? `No tenant’s name begins with “${search}”` : 'There is no tenant yet'}>
          <p>
            {search
              ? 'Upper and lower case are told apart.'
              : 'A tenant is there as soon as it has an endpoint, or a message is sent to it.'}
          </p>
        </EmptyState>
      )}
      {tenants.length > 0 && (
        <div className="stack">
          <Table label="Tenants" rows={tenants} columns={columns} rowKey={({ tenant }) => tenant} />
          {hasNextPage && (
            <div>
              <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                Show more
              </Button>
            </div>
          )}
        </div>
      )}
    </>
  )
}
