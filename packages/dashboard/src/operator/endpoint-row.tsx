import { ButtonLink } from '../parts/button.tsx'
import { HealthBadge, HealthReason, type OperatorEndpoint } from './health.tsx'
import { ofTenant } from './links.ts'
import { PauseControl } from './pause-control.tsx'

/** One endpoint, why it is as it is, and what an operator does about it. */
export function EndpointRow({ endpoint }: { endpoint: OperatorEndpoint }) {
  const { id, tenant, url, kind, health, eventTypes, description } = endpoint
  const page = ofTenant(tenant, `/endpoints/${id}`)
  return (
    <article className="endpoint-row">
      <div className="endpoint-row-words">
        <div className="row">
          <HealthBadge health={health} />
          <a className="mono" href={page}>
            {url}
          </a>
        </div>
        <p className="muted">
          <a href={ofTenant(tenant, '/endpoints')}>{tenant}</a>
          {' · '}
          {kind === 'callback'
            ? 'callbacks'
            : eventTypes.length === 0
              ? 'every event type'
              : eventTypes.join(', ')}
          {description !== '' && ` · ${description}`}
        </p>
        <p>
          <HealthReason endpoint={endpoint} />
        </p>
      </div>
      <div className="row">
        <PauseControl endpoint={endpoint} />
        <ButtonLink href={`${page}?tab=recover`} aria-label={`Replay to ${url} of ${tenant}`}>
          Replay
        </ButtonLink>
        <ButtonLink href={page} aria-label={`Open ${url} of ${tenant}`}>
          Open
        </ButtonLink>
      </div>
    </article>
  )
}
