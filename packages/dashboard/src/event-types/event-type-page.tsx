import '../styles/event-types.css'

import { Card } from '../parts/card.tsx'
import { Notice, Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { ButtonLink } from '../parts/button.tsx'
import { usePathPart } from '../shell/place.ts'
import { useScope } from '../shell/scope.tsx'
import { EventTypeDetail } from './detail.tsx'
import { useEventType } from './queries.ts'
import { ReceiverCode } from './receiver-code.tsx'

export function EventTypePage() {
  const { href } = useScope()
  const name = usePathPart('eventType')
  const { data, error } = useEventType(name)
  return (
    <>
      <PageHead
        above={<a href={href('/event-types')}>Event types</a>}
        title={<span className="mono">{name}</span>}
        words={data?.summary}
      >
        <ButtonLink href={href(`/deliveries?eventType=${encodeURIComponent(name)}`)}>
          Its deliveries
        </ButtonLink>
      </PageHead>
      {error ? (
        <Problem error={error} />
      ) : (
        <div className="stack">
          {data?.deprecated && (
            <Notice tone="warn">
              This event type is deprecated: it is still sent, but will go. Look for its successor.
            </Notice>
          )}
          {data !== undefined && data.description !== null && <p className="words">{data.description}</p>}
          <Card title="What it says">
            <EventTypeDetail eventType={name} />
          </Card>
          <Card title="Receive it">
            <ReceiverCode eventTypes={[name]} signing="v1" />
          </Card>
        </div>
      )}
    </>
  )
}
