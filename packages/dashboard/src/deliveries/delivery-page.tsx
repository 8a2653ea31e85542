import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { answered } from '../api/client.ts'
import { useEndpoint } from '../endpoints/queries.ts'
import { StateBadge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Card, Facts } from '../parts/card.tsx'
import { Code } from '../parts/code.tsx'
import { ConfirmDialog } from '../parts/dialog.tsx'
import { Notice, Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { prettyJson } from '../parts/pretty-json.ts'
import { Countdown, Time } from '../parts/time.tsx'
import { tell, tellProblem } from '../parts/toast.tsx'
import { usePathPart } from '../shell/place.ts'
import { useScope } from '../shell/scope.tsx'
import { Attempts } from './attempts.tsx'
import { useDelivery, useMessage } from './queries.ts'
import { isFinished, type Delivery } from './words.ts'

export function DeliveryPage() {
  const { href } = useScope()
  const id = usePathPart('deliveryId')
  const { data: delivery, error } = useDelivery(id)
  return (
    <>
      <PageHead
        above={<a href={href('/deliveries')}>Deliveries</a>}
        title={delivery === undefined ? 'Delivery' : <span className="mono">{delivery.eventType}</span>}
      >
        {delivery !== undefined && <Actions key={id} delivery={delivery} />}
      </PageHead>
      <div className="stack">
        <Problem error={error} />
        {delivery !== undefined && (
          <>
            <Outlook delivery={delivery} />
            <div className="columns">
              <Card title="Delivery">
                <DeliveryFacts delivery={delivery} />
              </Card>
              <RequestBody messageId={delivery.messageId} />
            </div>
            <h2>Attempts</h2>
            {delivery.attemptLog.length === 0 && delivery.attempts > 0 && (
              <p className="muted">Its attempts are no longer kept.</p>
            )}
            {delivery.attempts === 0 && <p className="muted">None yet.</p>}
            <Attempts attempts={delivery.attemptLog} />
          </>
        )}
      </div>
    </>
  )
}

/** What happens next. */
function Outlook({ delivery }: { delivery: Delivery }) {
  const { state, attempts, nextAttemptAt } = delivery
  if (state === 'leased') return <Notice tone="info">An attempt is under way.</Notice>
  if (state === 'pending' && nextAttemptAt !== null) {
    return (
      <Notice tone={attempts > 0 ? 'warn' : 'info'}>
        <p className="next-attempt">
          Attempt {attempts + 1} {Date.parse(nextAttemptAt) <= Date.now() ? 'is due ' : ''}
          <Countdown to={nextAttemptAt} />, at <Time at={nextAttemptAt} />
        </p>
      </Notice>
    )
  }
  if (state === 'pending')
    return (
      <Notice tone="info">It waits for those before it: this endpoint gets its messages in order.</Notice>
    )
  if (state === 'failed') {
    return (
      <Notice tone="bad" title="No further attempt will be made.">
        When the receiver is well again, deliver the message again; the new delivery has attempts of its own.
      </Notice>
    )
  }
  if (state === 'canceled') {
    return (
      <Notice tone="plain">
        It was canceled, by request or because its endpoint was disabled or deleted. It can be delivered
        again.
      </Notice>
    )
  }
  return null
}

function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  const { href } = useScope()
  const { data: endpoint } = useEndpoint(delivery.endpointId)
  const { id, state, attempts, messageId, endpointId, eventType, createdAt, finishedAt, replayId } = delivery
  return (
    <Facts
      facts={[
        ['State', <StateBadge state={state} attempts={attempts} />],
        ['Delivery', <span className="mono">{id}</span>],
        [
          'Message',
          <a className="mono" href={href(`/deliveries?messageId=${messageId}`)}>
            {messageId}
          </a>,
        ],
        ['Event type', <a href={href(`/event-types/${encodeURIComponent(eventType)}`)}>{eventType}</a>],
        ['Endpoint', <a href={href(`/endpoints/${endpointId}`)}>{endpoint?.url ?? endpointId}</a>],
        ['Made', <Time at={createdAt} />],
        ['Ended', finishedAt === null ? null : <Time at={finishedAt} />],
        [
          'Replay',
          replayId === null ? null : (
            <a className="mono" href={href(`/deliveries?replayId=${replayId}`)}>
              {replayId}
            </a>
          ),
        ],
      ]}
    />
  )
}

/** Drawn with line breaks; what is copied are the very bytes that were signed and sent. */
function RequestBody({ messageId }: { messageId: string }) {
  const { data: message, error } = useMessage(messageId)
  return (
    <Card title="Request body" end={message && <span className="muted">{message.contentType}</span>}>
      <Problem error={error} />
      {message?.body === null && <p className="muted">It is no longer kept.</p>}
      {message?.body === '' && <p className="muted">It has none.</p>}
      {message?.body && (
        <div className="stack">
          <Code
            text={prettyJson(message.body) ?? message.body}
            copied={message.body}
            label="Body of the request"
          />
          <p className="muted">Set out for reading; copied exactly as it was signed and sent.</p>
        </div>
      )}
    </Card>
  )
}

function Actions({ delivery }: { delivery: Delivery }) {
  const { api, key, href } = useScope()
  const queries = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const params = { path: { deliveryId: delivery.id } }

  async function resend() {
    setBusy(true)
    try {
      const made = await answered(api.POST('/deliveries/{deliveryId}/resend', { params }))
      tell('The message is delivered again: this is the new delivery.')
      location.hash = href(`/deliveries/${made.id}`)
    } catch (error) {
      tellProblem(error)
    } finally {
      setBusy(false)
    }
  }

  async function cancel() {
    await answered(api.POST('/deliveries/{deliveryId}/cancel', { params }))
    await queries.invalidateQueries({ queryKey: key('deliveries', delivery.id) })
  }

  return (
    <>
      {!isFinished(delivery) && <Button onClick={() => setAsking(true)}>Cancel…</Button>}
      <Button kind="primary" isBusy={isBusy} onClick={() => void resend()}>
        Deliver again
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title="Cancel this delivery?"
        action="Cancel the delivery"
        onConfirm={cancel}
      >
        <p>No further attempt is made. The message stays, and can be delivered again later.</p>
      </ConfirmDialog>
    </>
  )
}
