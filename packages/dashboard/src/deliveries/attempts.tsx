import '../styles/deliveries.css'

import { Badge } from '../parts/badge.tsx'
import { Code } from '../parts/code.tsx'
import { Time } from '../parts/time.tsx'
import { outcomeWords, type Attempt } from './words.ts'

/** Every exchange with the receiver, the newest first. */
export function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <ol className="attempts" reversed aria-label="Attempts, newest first">
      {attempts.toReversed().map((attempt, index) => (
        <li key={attempt.number}>
          <Exchange attempt={attempt} isOpen={index === 0} />
        </li>
      ))}
    </ol>
  )
}

function Exchange({ attempt, isOpen }: { attempt: Attempt; isOpen: boolean }) {
  const { number, outcome, status, durationMs, startedAt, error, responseBody, requestHeaders } = attempt
  const { name, cure } = outcomeWords[outcome]
  const hasSucceeded = outcome === 'succeeded'
  return (
    <article className="attempt" aria-label={`Attempt ${number}`}>
      <div className="attempt-head">
        <h3>Attempt {number}</h3>
        <Badge tone={hasSucceeded ? 'good' : 'bad'}>{name}</Badge>
        {status !== null && <span>HTTP {status}</span>}
        <span className="muted">{Math.round(durationMs).toLocaleString()} ms</span>
        <Time at={startedAt} />
      </div>
      <div className="attempt-body">
        {!hasSucceeded && (
          <p>
            {error !== null && <strong>{error} </strong>}
            {cure}
          </p>
        )}
        {responseBody !== null && responseBody !== '' ? (
          <details open={isOpen}>
            <summary>What the receiver answered</summary>
            <Code text={responseBody} label={`Response body of attempt ${number}`} isWrapped />
          </details>
        ) : (
          status !== null && <p className="muted">The receiver's answer had no body.</p>
        )}
        {requestHeaders !== null && (
          <details>
            <summary>Request headers</summary>
            <Code
              text={Object.entries(requestHeaders)
                .map(([header, value]) => `${header}: ${value === '' ? '(not shown)' : value}`)
                .join('\n')}
              label={`Request headers of attempt ${number}`}
              isWrapped
            />
          </details>
        )}
      </div>
    </article>
  )
}
