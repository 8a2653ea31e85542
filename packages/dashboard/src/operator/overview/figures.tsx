import type { ReactNode } from 'react'

import type { View } from '../../api/client.ts'
import type { Tone } from '../../parts/notice.tsx'
import { ageInWords, healths, healthWords, type Health } from '../health.tsx'
import { endpointsLink } from '../links.ts'
import { bytesInWords, countInWords, isLate } from './words.ts'

type Overview = View<'WebhookOverview'>

const tones: Readonly<Record<Health, Tone>> = {
  failing: 'bad',
  disabled: 'plain',
  paused: 'warn',
  healthy: 'good',
}

/** The queue, and the endpoints by their health, in large numbers. */
export function Figures({ overview }: { overview: Overview }) {
  const { now, due, later, oldestDueAt, endpoints, databaseBytes, isDelivering } = overview
  const isBehind = isLate(oldestDueAt, now)
  return (
    <dl className="figures">
      <Figure
        name="Due now"
        value={countInWords(due)}
        tone={isBehind ? 'bad' : undefined}
        words={
          oldestDueAt === null
            ? 'Nothing waits.'
            : `The oldest since ${ageInWords(oldestDueAt, Date.parse(now))}.`
        }
      />
      <Figure name="Later" value={countInWords(later)} words="Retries, paused, or under way." />
      {healths.map((health) => (
        <Figure
          key={health}
          name={healthWords[health]}
          value={
            <a
              href={endpointsLink({ health })}
              aria-label={`${endpoints[health]} ${healthWords[health]} endpoints`}
            >
              {countInWords(endpoints[health])}
            </a>
          }
          tone={endpoints[health] > 0 ? tones[health] : undefined}
          words={endpoints[health] === 1 ? 'endpoint' : 'endpoints'}
        />
      ))}
      <Figure
        name="Database"
        value={databaseBytes === null ? '–' : bytesInWords(databaseBytes)}
        words={isDelivering ? 'This process delivers.' : 'This process does not deliver; others may.'}
      />
    </dl>
  )
}

function Figure({
  name,
  value,
  words,
  tone,
}: {
  name: string
  value: ReactNode
  words: string
  tone?: Tone | undefined
}) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>
        <strong className={tone && `figure-${tone}`}>{value}</strong>
        <span className="muted">{words}</span>
      </dd>
    </div>
  )
}
