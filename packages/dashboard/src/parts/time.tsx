import { useEffect, useState } from 'react'

import { Tip } from './tip.tsx'

const day = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: 'short', day: 'numeric' })
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** In the viewer's zone; the exact instant, in UTC, on hover and on focus. */
export function Time({ at }: { at: string }) {
  const date = new Date(at)
  const isToday = day.format(date) === day.format(new Date())
  return (
    <Tip text={`${at.replace('T', ' ').replace('Z', '')} UTC`}>
      <button type="button" className="time">
        <time dateTime={at}>
          {isToday ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`}
        </time>
      </button>
    </Tip>
  )
}

/** The time by the viewer's clock, anew each second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(ticking)
  }, [])
  return now
}

/** How long until then: `in 1 min 20 s`. It counts by itself. */
export function Countdown({ to }: { to: string }) {
  const left = Math.ceil((Date.parse(to) - useNow()) / 1_000)
  return <span role="timer">{left <= 0 ? 'now' : `in ${spanInWords(left)}`}</span>
}

/** The two largest parts of a span: `2 h 5 min`. */
export function spanInWords(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3_600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [Math.floor(seconds) % 60, 's'],
  ] as const
  const told = parts.filter(([count]) => count > 0).slice(0, 2)
  return told.length === 0 ? '0 s' : told.map(([count, unit]) => `${count} ${unit}`).join(' ')
}
