import { useEffect, useRef, useState } from 'react'

import { answered } from '../api/client.ts'
import { ReceiverCode } from '../event-types/receiver-code.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { useScope } from '../shell/scope.tsx'
import { blankDraft, bodyOf } from './draft.ts'
import { EndpointForm } from './endpoint-form.tsx'
import { useRefreshEndpoints, type EndpointWithSecret } from './queries.ts'
import { Secret } from './secret.tsx'

export function NewEndpointPage() {
  const { api, href } = useScope()
  const refresh = useRefreshEndpoints()
  const [made, setMade] = useState<EndpointWithSecret | null>(null)
  if (made !== null) return <Registered endpoint={made} />
  return (
    <>
      <PageHead above={<a href={href('/endpoints')}>Endpoints</a>} title="Register an endpoint" />
      <EndpointForm
        initial={blankDraft}
        isNew
        headerNames={[]}
        action="Register"
        backHref={href('/endpoints')}
        onSubmit={async (draft) => {
          const body = { headers: {}, ...bodyOf(draft), signing: draft.signing }
          setMade(await answered(api.POST('/endpoints', { body })))
          void refresh()
        }}
      />
    </>
  )
}

/** Held in memory only: when this is left, the secret is gone. */
function Registered({ endpoint }: { endpoint: EndpointWithSecret }) {
  const { href } = useScope()
  const heading = useRef<HTMLDivElement>(null)
  useEffect(() => {
    window.scrollTo(0, 0)
    heading.current?.focus()
  }, [])
  return (
    <>
      <div ref={heading} tabIndex={-1} className="focus-place">
        <PageHead
          above={<a href={href('/endpoints')}>Endpoints</a>}
          title="The endpoint is registered"
          words={<span className="mono">{endpoint.url}</span>}
        />
      </div>
      <div className="stack">
        <Card title={endpoint.secret === null ? '1. The public key' : '1. The secret'}>
          <Secret endpoint={endpoint} />
        </Card>
        <Card title="2. The receiver">
          <ReceiverCode eventTypes={endpoint.eventTypes} signing={endpoint.signing} />
        </Card>
        <Card title="3. Try it">
          <div className="stack">
            <p>When your receiver runs, send it a test event and see what it answers.</p>
            <div className="row">
              <ButtonLink kind="primary" href={href(`/endpoints/${endpoint.id}?tab=test`)}>
                Send a test event
              </ButtonLink>
            </div>
          </div>
        </Card>
      </div>
    </>
  )
}
