import { useState } from 'react'

import { answered, done } from '../api/client.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { CopyButton } from '../parts/code.tsx'
import { ConfirmDialog, Dialog, DialogEnd } from '../parts/dialog.tsx'
import { Time } from '../parts/time.tsx'
import { tell, tellProblem } from '../parts/toast.tsx'
import { useScope } from '../shell/scope.tsx'
import { useChangeEndpoint, useRefreshEndpoints, type Endpoint, type EndpointWithSecret } from './queries.ts'
import { Secret } from './secret.tsx'

export function Settings({ endpoint }: { endpoint: Endpoint }) {
  const { href } = useScope()
  return (
    <div className="stack">
      <Card
        title="Settings"
        end={<ButtonLink href={href(`/endpoints/${endpoint.id}/edit`)}>Change</ButtonLink>}
      >
        <EndpointFacts endpoint={endpoint} />
      </Card>
      <div className="columns">
        <Rotation endpoint={endpoint} />
        <Ending endpoint={endpoint} />
      </div>
    </div>
  )
}

function EndpointFacts({ endpoint }: { endpoint: Endpoint }) {
  const { id, url, description, eventTypes, signing, publicKey, channels, headerNames } = endpoint
  const { ratePerSecond, concurrency, ordered, timeoutMs, createdAt, updatedAt } = endpoint
  return (
    <Facts
      facts={[
        ['URL', <span className="mono">{url}</span>],
        ['Endpoint', <span className="mono">{id}</span>],
        ['Description', description === '' ? null : description],
        [
          'Event types',
          eventTypes.length === 0 ? 'Every one' : <span className="mono">{eventTypes.join(', ')}</span>,
        ],
        ['Signature', signing === 'v1' ? 'Shared secret (HMAC-SHA256)' : 'Public key (Ed25519)'],
        [
          'Public key',
          publicKey === null ? null : (
            <span className="row">
              <span className="mono">{publicKey}</span>
              <CopyButton text={publicKey} what="Public key" />
            </span>
          ),
        ],
        ['Headers', headerNames.length === 0 ? null : <span className="mono">{headerNames.join(', ')}</span>],
        ['Channels', channels.length === 0 ? null : <span className="mono">{channels.join(', ')}</span>],
        ['At most', limitsInWords(ratePerSecond, concurrency)],
        ['Order', ordered ? 'In order, one message at a time' : null],
        ['Time to answer', timeoutMs === null ? null : `${timeoutMs / 1_000} s`],
        ['Registered', <Time at={createdAt} />],
        ['Changed', <Time at={updatedAt} />],
      ]}
    />
  )
}

function limitsInWords(ratePerSecond: number | null, concurrency: number | null): string | null {
  const limits = [
    ratePerSecond === null ? null : `${ratePerSecond} requests a second`,
    concurrency === null ? null : `${concurrency} at once`,
  ].filter((limit) => limit !== null)
  return limits.length === 0 ? null : limits.join(', ')
}

function Rotation({ endpoint: { id, signing } }: { endpoint: Endpoint }) {
  const { api } = useScope()
  const refresh = useRefreshEndpoints()
  const [isAsking, setAsking] = useState(false)
  const [rotated, setRotated] = useState<EndpointWithSecret | null>(null)
  const what = signing === 'v1' ? 'secret' : 'key'
  async function rotate() {
    const params = { path: { endpointId: id } }
    setRotated(await answered(api.POST('/endpoints/{endpointId}/rotate-secret', { params })))
    await refresh()
  }
  return (
    <Card title={signing === 'v1' ? 'Secret' : 'Key'}>
      <div className="stack">
        <p>
          A new {what} takes over from the old one without a gap: for a grace period, a day unless this API
          says otherwise, each request carries the signatures of both. Change your receiver in that time.
        </p>
        <div className="row">
          <Button onClick={() => setAsking(true)}>Rotate the {what}…</Button>
        </div>
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={`Rotate the ${what}?`}
        action="Rotate"
        kind="primary"
        onConfirm={rotate}
      >
        <p>
          The new {what} signs at once. The old one signs beside it until the grace period ends; after that, a
          receiver that knows only the old one refuses everything.
        </p>
      </ConfirmDialog>
      <Dialog
        isOpen={rotated !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setRotated(null)
        }}
        title={`The new ${what}`}
      >
        {rotated !== null && <Secret endpoint={rotated} />}
        <p>The old {what} goes on signing beside it until the grace period ends.</p>
        <DialogEnd>
          <Button kind="primary" onClick={() => setRotated(null)}>
            I have kept it
          </Button>
        </DialogEnd>
      </Dialog>
    </Card>
  )
}

function Ending({ endpoint: { id, url, state } }: { endpoint: Endpoint }) {
  const { api, href } = useScope()
  const change = useChangeEndpoint(id)
  const refresh = useRefreshEndpoints()
  const [asking, setAsking] = useState<'disable' | 'delete' | null>(null)
  const params = { path: { endpointId: id } }
  async function remove() {
    await done(api.DELETE('/endpoints/{endpointId}', { params }))
    tell('The endpoint is deleted.')
    location.hash = href('/endpoints')
    await refresh()
  }
  return (
    <Card title="Stop">
      <div className="stack">
        <p>Disabling keeps it: enable it again, and recover what it missed. Deleting is for good.</p>
        <div className="row">
          {state === 'enabled' ? (
            <Button onClick={() => setAsking('disable')}>Disable…</Button>
          ) : (
            <Button onClick={() => void change({ state: 'enabled' }).catch(tellProblem)}>Enable</Button>
          )}
          <Button kind="danger" onClick={() => setAsking('delete')}>
            Delete…
          </Button>
        </div>
      </div>
      <ConfirmDialog
        isOpen={asking === 'disable'}
        onOpenChange={() => setAsking(null)}
        title="Disable this endpoint?"
        action="Disable"
        onConfirm={() => change({ state: 'disabled' })}
      >
        <p>
          Nothing more is sent to <span className="mono">{url}</span>, and what is still to be delivered is
          canceled. You can enable it again at any time.
        </p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asking === 'delete'}
        onOpenChange={() => setAsking(null)}
        title="Delete this endpoint?"
        action="Delete for good"
        onConfirm={remove}
      >
        <p>
          Nothing more is sent to <span className="mono">{url}</span>, what is still to be delivered is
          canceled, and its secret is forgotten. What was delivered stays to be read. This cannot be taken
          back.
        </p>
      </ConfirmDialog>
    </Card>
  )
}
