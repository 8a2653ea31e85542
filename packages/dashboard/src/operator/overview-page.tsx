import './operator.css'

import { useQuery } from '@tanstack/react-query'

import { answered } from '../api/client.ts'
import { Card } from '../parts/card.tsx'
import { Problem } from '../parts/notice.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { Time } from '../parts/time.tsx'
import { LoadingPage } from '../shell/outcomes.tsx'
import { useSearchTexts } from '../shell/place.ts'
import { api, key, refreshMs } from './api.ts'
import { rangeNamed, rangeNames, ranges } from './charts/ranges.ts'
import { StatisticsCharts, useStatistics } from './charts/statistics.tsx'
import { FailingEndpoints } from './overview/failing.tsx'
import { Figures } from './overview/figures.tsx'
import { RetentionFigures } from './overview/retention.tsx'

/** How delivery is doing, of all tenants; it refreshes by itself while its tab is seen. */
export function OverviewPage() {
  const overview = useQuery({
    queryKey: key('overview'),
    queryFn: () => answered(api.GET('/operator/overview')),
    refetchInterval: refreshMs,
  })
  const [{ range }, change] = useSearchTexts()
  const rangeName = rangeNamed(range)
  const statistics = useStatistics(rangeName)
  const { data } = overview

  return (
    <div className="stack">
      <PageHead
        title="Overview"
        words={
          data && (
            <>
              Of all tenants, as of <Time at={data.now} />, in <span className="mono">{data.store}</span>
            </>
          )
        }
      />
      <Problem error={overview.error} />
      {overview.isPending && !overview.error && <LoadingPage />}
      {data && <Figures overview={data} />}
      {data && data.endpoints.failing > 0 && <FailingEndpoints count={data.endpoints.failing} />}
      <Card
        title="Attempts over time"
        end={<RangeSwitch chosen={rangeName} onChoose={(name) => change({ range: name })} />}
      >
        <Problem error={statistics.error} />
        {statistics.data && <StatisticsCharts statistics={statistics.data} range={ranges[rangeName]} />}
      </Card>
      {data && <RetentionFigures overview={data} />}
    </div>
  )
}

function RangeSwitch({ chosen, onChoose }: { chosen: string; onChoose: (name: string) => void }) {
  return (
    <fieldset className="switch">
      <legend className="visually-hidden">How far back</legend>
      {rangeNames.map((name) => (
        <label key={name}>
          <input
            type="radio"
            name="range"
            value={name}
            checked={name === chosen}
            onChange={() => onChoose(name)}
          />
          <span>{ranges[name].label}</span>
        </label>
      ))}
    </fieldset>
  )
}
