import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { answered, type View } from '../api/client.ts'
import { ApiError } from '../api/errors.ts'
import { Badge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Select } from '../parts/field.tsx'
import { InstantField } from '../parts/instant-field.tsx'
import { Notice, Problem } from '../parts/notice.tsx'
import { Time } from '../parts/time.tsx'
import { tellProblem } from '../parts/toast.tsx'
import { useScope } from '../shell/scope.tsx'
import type { Endpoint } from './queries.ts'

type Replay = View<'WebhookReplay'>

const kindWords: Readonly<Record<Replay['kind'], string>> = {
  failed: 'What failed',
  missed: 'What was missed',
}

const kindHints: Readonly<Record<Replay['kind'], string>> = {
  failed: 'Messages whose delivery failed or was canceled, and has not succeeded since.',
  missed: 'Messages sent while the endpoint did not exist or was disabled, of the event types it wants now.',
}

/** Delivers old messages of some time again, and shows how far that has come. */
export function Recover({ endpoint }: { endpoint: Endpoint }) {
  const { api, key } = useScope()
  const queries = useQueryClient()
  const path = { endpointId: endpoint.id }
  const queryKey = key('endpoints', endpoint.id, 'replays')
  const { data: replays, error } = useQuery({
    queryKey,
    queryFn: () => answered(api.GET('/endpoints/{endpointId}/replays', { params: { path } })),
    refetchInterval: ({ state: { data } }) => (data?.some(({ state }) => state === 'running') ? 500 : false),
  })
  const [kind, setKind] = useState<Replay['kind']>('failed')
  const [since, setSince] = useState<string | undefined>(() =>
    new Date(Date.now() - 86_400_000).toISOString(),
  )
  const [until, setUntil] = useState<string | undefined>()
  const [problem, setProblem] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const fields = problem instanceof ApiError ? problem.fields : {}

  async function start() {
    setBusy(true)
    setProblem(null)
    try {
      if (since === undefined) throw new ApiError(422, 'Say since when.', { since: 'Say since when.' })
      const body = { kind, since, ...(until !== undefined && { until }) }
      await answered(api.POST('/endpoints/{endpointId}/replays', { params: { path }, body }))
      await queries.invalidateQueries({ queryKey })
    } catch (refusal) {
      setProblem(refusal)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="stack">
      <p>
        Old messages are delivered again, the oldest first and without holding up new ones. Receivers tell by{' '}
        <code>webhook-id</code> what they have had already.
      </p>
      <div className="recover-form">
        <Select
          label="What"
          hint={kindHints[kind]}
          value={kind}
          options={[
            { value: 'failed', label: kindWords.failed },
            { value: 'missed', label: kindWords.missed },
          ]}
          onValueChange={setKind}
        />
        <InstantField label="Since" value={since} error={fields['since']} onValueChange={setSince} />
        <InstantField
          label="Until"
          hint="Empty for now."
          value={until}
          error={fields['until']}
          onValueChange={setUntil}
        />
      </div>
      <div className="row">
        <Button
          kind="primary"
          isBusy={isBusy}
          disabled={endpoint.state === 'disabled'}
          onClick={() => void start()}
        >
          Deliver again
        </Button>
      </div>
      {endpoint.state === 'disabled' && (
        <Notice tone="plain">The endpoint is disabled: enable it first.</Notice>
      )}
      {Object.keys(fields).length === 0 && <Problem error={problem} />}
      <Problem error={error} />
      {replays?.map((replay) => (
        <ReplayProgress
          key={replay.id}
          replay={replay}
          onCancel={async () => {
            const params = { path: { endpointId: endpoint.id, replayId: replay.id } }
            await answered(api.DELETE('/endpoints/{endpointId}/replays/{replayId}', { params })).catch(
              tellProblem,
            )
            await queries.invalidateQueries({ queryKey })
          }}
        />
      ))}
    </div>
  )
}

const stateWords = { running: 'Under way', done: 'Done', canceled: 'Canceled' } as const
const stateTones = { running: 'info', done: 'good', canceled: 'plain' } as const

function ReplayProgress({ replay, onCancel }: { replay: Replay; onCancel: () => Promise<void> }) {
  const { href } = useScope()
  const { id, kind, since, until, state, scanned, created, progress } = replay
  const percent = state === 'done' ? 100 : Math.round(progress * 100)
  return (
    <section className="replay" aria-label={`Replay ${id}`}>
      <div className="row">
        <Badge tone={stateTones[state]}>{stateWords[state]}</Badge>
        <span>
          {kindWords[kind]}: <Time at={since} /> to <Time at={until} />
        </span>
      </div>
      {state !== 'canceled' && (
        <div
          className="progress"
          role="progressbar"
          aria-label="How far it has come"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <div style={{ width: `${percent}%` }} />
        </div>
      )}
      <div className="row">
        <span className="muted" role="status">
          {scanned.toLocaleString()} looked at, {created.toLocaleString()} delivered again
        </span>
        <a href={href(`/deliveries?replayId=${id}`)}>See its deliveries</a>
        {state === 'running' && <Button onClick={() => void onCancel()}>Stop</Button>}
      </div>
    </section>
  )
}
