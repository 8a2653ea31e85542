import { useState } from 'react'

import { answered } from '../api/client.ts'
import { Attempts } from '../deliveries/attempts.tsx'
import { useDelivery } from '../deliveries/queries.ts'
import { useEventTypes, wants } from '../event-types/queries.ts'
import { StateBadge } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Select } from '../parts/field.tsx'
import { Notice, Problem } from '../parts/notice.tsx'
import { Countdown } from '../parts/time.tsx'
import { useScope } from '../shell/scope.tsx'
import type { Endpoint } from './queries.ts'

/** Sends a sample to the endpoint, and shows the exchange when it has happened. */
export function TestEvent({ endpoint }: { endpoint: Endpoint }) {
  const { api } = useScope()
  const { data: eventTypes = [] } = useEventTypes()
  const wanted = eventTypes.filter(({ name }) => wants(endpoint.eventTypes, name))
  const options = [...wanted, ...eventTypes.filter((type) => !wanted.includes(type))]
  const [chosen, setChosen] = useState<string | null>(null)
  const eventType = chosen ?? options[0]?.name
  const [deliveryId, setDeliveryId] = useState<string | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)

  async function send() {
    if (eventType === undefined) return
    setBusy(true)
    setError(null)
    setDeliveryId(null)
    try {
      const path = { endpointId: endpoint.id }
      const { messageId } = await answered(
        api.POST('/endpoints/{endpointId}/test', { params: { path }, body: { eventType } }),
      )
      const query = { messageId, endpointId: endpoint.id }
      const [delivery] = await answered(api.GET('/deliveries', { params: { query } }))
      setDeliveryId(delivery?.id ?? null)
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }

  return (
    <div className="stack">
      <p>
        A sample of the event type is signed and sent as a real event would be; only this endpoint gets it.
        Your receiver cannot tell it from a real one.
      </p>
      <div className="test-row">
        {eventType !== undefined && (
          <Select
            label="Event type"
            value={eventType}
            options={options.map(({ name }) => ({
              value: name,
              label: wanted.some((type) => type.name === name) ? name : `${name} (not among those it wants)`,
            }))}
            onValueChange={setChosen}
          />
        )}
        <Button
          kind="primary"
          isBusy={isBusy}
          disabled={endpoint.state === 'disabled' || eventType === undefined}
          onClick={() => void send()}
        >
          Send a test event
        </Button>
      </div>
      {endpoint.state === 'disabled' && (
        <Notice tone="plain">The endpoint is disabled: enable it first.</Notice>
      )}
      <Problem error={error} />
      {deliveryId !== null && <TestResult deliveryId={deliveryId} />}
    </div>
  )
}

function TestResult({ deliveryId }: { deliveryId: string }) {
  const { href } = useScope()
  const { data: delivery, error } = useDelivery(deliveryId)
  if (error) return <Problem error={error} />
  return (
    <section className="stack" aria-labelledby="test-result" aria-live="polite">
      <h2 id="test-result">What happened</h2>
      {delivery === undefined || delivery.attempts === 0 ? (
        <p>Sent; waiting for the answer…</p>
      ) : (
        <>
          <div className="row">
            <StateBadge state={delivery.state} attempts={delivery.attempts} />
            {delivery.nextAttemptAt !== null && (
              <span>
                next attempt <Countdown to={delivery.nextAttemptAt} />
              </span>
            )}
            <a href={href(`/deliveries/${delivery.id}`)}>Open the delivery</a>
          </div>
          <Attempts attempts={delivery.attemptLog} />
        </>
      )}
    </section>
  )
}
