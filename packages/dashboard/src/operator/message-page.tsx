import './operator.css'

import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'

import { answered, type View } from '../api/client.ts'
import { ApiError } from '../api/errors.ts'
import { useEndpoints } from '../endpoints/queries.ts'
import { StateBadge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { Field } from '../parts/field.tsx'
import { Notice, Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Table, type Column } from '../parts/table.tsx'
import { Time } from '../parts/time.tsx'
import { LoadingPage } from '../shell/outcomes.tsx'
import { useSearchTexts } from '../shell/place.ts'
import { ScopeProvider, useScope } from '../shell/scope.tsx'
import { api, key, refreshMs } from './api.ts'
import { ofTenant } from './links.ts'

type Found = View<'FoundWebhookMessage'>
type Delivery = View<'WebhookDelivery'>

const pageSize = 100

/** Finds a message of any tenant by its id, which receivers see as `webhook-id`. */
export function FindMessagePage() {
  const [{ id }, change] = useSearchTexts()
  const [typed, setTyped] = useState(id ?? '')
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: key('message', id),
    queryFn: () =>
      answered(api.GET('/operator/messages/{messageId}', { params: { path: { messageId: id ?? '' } } })),
    enabled: id !== undefined,
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    const asked = typed.trim()
    if (asked === id) void refetch()
    else change({ id: asked })
  }
  const isAbsent = error instanceof ApiError && error.status === 404
  return (
    <>
      <PageHead title="Find a message" words="Of any tenant, by its id." />
      <form className="filters" onSubmit={submit} role="search">
        <Field
          label="Message id"
          hint={
            <>
              Receivers see it as the header <code>webhook-id</code>.
            </>
          }
          placeholder="msg_…"
          autoComplete="off"
          spellCheck={false}
          required
          value={typed}
          onValueChange={setTyped}
        />
        <Button type="submit" kind="primary" isBusy={isLoading}>
          Find
        </Button>
      </form>
      {isLoading && <LoadingPage />}
      {isAbsent ? (
        <Notice tone="warn" title={`There is no message ${id}`}>
          The id may be misspelt, or the message is so old that it is no longer kept.
        </Notice>
      ) : (
        <Problem error={error} />
      )}
      {data && !error && <FoundMessage message={data} />}
    </>
  )
}

function FoundMessage({ message }: { message: Found }) {
  const { id, tenant, eventType, contentType, channels, idempotencyKey, createdAt } = message
  return (
    <div className="stack">
      <Card title="Message">
        <Facts
          facts={[
            ['Id', <span className="mono">{id}</span>],
            ['Tenant', <a href={ofTenant(tenant, '/endpoints')}>{tenant}</a>],
            ['Event type', eventType],
            ['Sent', <Time at={createdAt} />],
            ['Content type', contentType],
            ['Channels', channels.length === 0 ? null : channels.join(', ')],
            ['Idempotency key', idempotencyKey],
          ]}
        />
      </Card>
      <ScopeProvider tenant={tenant}>
        <Deliveries tenant={tenant} messageId={id} />
      </ScopeProvider>
    </div>
  )
}

function Deliveries({ tenant, messageId }: { tenant: string; messageId: string }) {
  const { api: tenantApi } = useScope()
  const { data: endpoints = [] } = useEndpoints()
  const urlOf = new Map(endpoints.map(({ id, url }) => [id, url]))
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: key('message', messageId, 'deliveries'),
    queryFn: ({ pageParam: after }) =>
      answered(tenantApi.GET('/deliveries', { params: { query: { messageId, after, limit: pageSize } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.id),
    refetchInterval: refreshMs,
  })
  const deliveries = data?.pages.flat() ?? []
  const columns: readonly Column<Delivery>[] = [
    {
      heading: 'Delivery',
      cell: ({ id }) => (
        <a className="mono" href={ofTenant(tenant, `/deliveries/${id}`)}>
          {id}
        </a>
      ),
    },
    { heading: 'State', cell: ({ state, attempts }) => <StateBadge state={state} attempts={attempts} /> },
    {
      heading: 'Endpoint',
      cell: ({ endpointId }) => (
        <a className="mono" href={ofTenant(tenant, `/endpoints/${endpointId}`)}>
          {urlOf.get(endpointId) ?? endpointId}
        </a>
      ),
    },
    {
      heading: 'Attempts',
      isNumber: true,
      cell: ({ attempts }) => (
        <>
          {attempts}
          <span className="narrow-only"> {attempts === 1 ? 'attempt' : 'attempts'}</span>
        </>
      ),
    },
    { heading: 'Made', cell: ({ createdAt }) => <Time at={createdAt} /> },
  ]
  return (
    <section className="stack-small">
      <h2>Deliveries</h2>
      <Problem error={error} />
      {isPending && !error && <LoadingPage />}
      {data && deliveries.length === 0 && (
        <p className="muted">None: when it was sent, no endpoint of {tenant} wanted its event type.</p>
      )}
      {deliveries.length > 0 && (
        <Table
          label="Deliveries of the message"
          rows={deliveries}
          columns={columns}
          rowKey={({ id }) => id}
        />
      )}
      {hasNextPage && (
        <div>
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </section>
  )
}
