import { integer, text } from './columns.ts'
import type { Row } from './columns.ts'
import type { StatisticsRange, WorkerMinute } from './operator.ts'

/** What workers counted, whatever the database. Values go by position: `$1`, `$2`, … */

/** In the place of what is there: nobody else writes this row. */
export const statisticsConflict = `
on conflict (minute, worker_id) do update set
  attempts = excluded.attempts, succeeded = excluded.succeeded, failed = excluded.failed,
  latencies = excluded.latencies`

/** In the order of the columns. */
export function statisticsValues(given: WorkerMinute) {
  const { minute, workerId, attempts, succeeded, failed, latencies } = given
  return [minute, workerId, attempts, succeeded, failed, JSON.stringify(latencies)] as const
}

export const statisticsColumns = 'minute, worker_id, attempts, succeeded, failed, latencies'

/** Takes since, until, the last minute and worker of the page before, and the limit. */
export const statisticsQuery = `
select ${statisticsColumns} from hookwright_statistics
where minute >= $1 and minute < $2 and (minute, worker_id) > ($3, $4) order by minute, worker_id limit $5`

export function statisticsQueryValues({ since, until, after, limit }: StatisticsRange) {
  // What lies before the page is not read again.
  const from = Math.max(since, after?.minute ?? since)
  return [from, until, after?.minute ?? -1, after?.workerId ?? '', limit]
}

export function toWorkerMinute(row: Row): WorkerMinute {
  return {
    minute: integer(row, 'minute'),
    workerId: text(row, 'worker_id'),
    attempts: integer(row, 'attempts'),
    succeeded: integer(row, 'succeeded'),
    failed: integer(row, 'failed'),
    latencies: JSON.parse(text(row, 'latencies')),
  }
}
