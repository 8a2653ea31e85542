import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { answered, type View } from '../../api/client.ts'
import { api, key, refreshMs } from '../api.ts'
import { Chart } from './chart.tsx'
import {
  attemptsSummary,
  countText,
  durationText,
  latencySummary,
  perMinute,
  rateText,
  successRate,
  successSummary,
} from './figures.ts'
import type { ChartLine } from './plot.ts'
import { ranges, type Range, type RangeName } from './ranges.ts'

type Statistics = View<'WebhookStatistics'>

/** What was attempted in a range of time, asked anew all the while. */
export function useStatistics(name: RangeName) {
  const { seconds, stepSeconds } = ranges[name]
  return useQuery({
    queryKey: key('statistics', name),
    queryFn: () => {
      const since = new Date(Date.now() - seconds * 1_000).toISOString()
      return answered(api.GET('/operator/statistics', { params: { query: { since, stepSeconds } } }))
    },
    refetchInterval: refreshMs,
    placeholderData: keepPreviousData,
  })
}

/** Attempts a minute, how many of them succeeded, and how long they took. */
export function StatisticsCharts({ statistics, range }: { statistics: Statistics; range: Range }) {
  const { points, stepSeconds } = statistics
  const now = Date.now()
  const times = points.map(({ at }) => Date.parse(at) / 1_000)
  const rates = (count: (point: Statistics['points'][number]) => number) =>
    points.map((point) => perMinute(count(point), point.at, stepSeconds, now))
  const clock = { tickText: tickTextOf(range), timeText: timeTextOf(range) }
  const when = (at: string) => clock.timeText(Date.parse(at) / 1_000)

  const attempts: ChartLine[] = [
    { label: 'Succeeded', values: rates((point) => point.succeeded), colour: '--chart-good', isFilled: true },
    { label: 'Failed', values: rates((point) => point.failed), colour: '--chart-bad', dash: [6, 4] },
  ]
  const success: ChartLine[] = [
    { label: 'Succeeded', values: points.map(successRate), colour: '--chart-good', isFilled: true },
  ]
  const latency: ChartLine[] = [
    { label: 'p50', values: points.map(({ p50Ms }) => p50Ms), colour: '--chart-one' },
    { label: 'p95', values: points.map(({ p95Ms }) => p95Ms), colour: '--chart-two', dash: [8, 4] },
    { label: 'p99', values: points.map(({ p99Ms }) => p99Ms), colour: '--chart-three', dash: [2, 3] },
  ]
  return (
    <div className="charts">
      <Chart
        title="Attempts per minute"
        summary={attemptsSummary(points, range.words, when)}
        times={times}
        lines={attempts}
        valueText={countText}
        {...clock}
      />
      <Chart
        title="Success rate"
        summary={successSummary(points, range.words, when)}
        times={times}
        lines={success}
        top={1}
        valueText={rateText}
        {...clock}
      />
      <Chart
        title="Latency"
        summary={latencySummary(statistics, range.words)}
        times={times}
        lines={latency}
        valueText={durationText}
        {...clock}
      />
    </div>
  )
}

const hours: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' }
const days: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short' }

function tickTextOf({ seconds }: Range): (epochSeconds: number) => string {
  return textIn(seconds > 86_400 ? days : hours)
}

function timeTextOf({ seconds }: Range): (epochSeconds: number) => string {
  return textIn(seconds > 21_600 ? { ...days, ...hours } : hours)
}

function textIn(options: Intl.DateTimeFormatOptions): (epochSeconds: number) => string {
  const format = new Intl.DateTimeFormat(undefined, options)
  return (epochSeconds) => format.format(epochSeconds * 1_000)
}
