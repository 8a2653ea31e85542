import type { Endpoint } from '../../endpoints/endpoint.ts'
import type {
  HealthPage,
  Pause,
  StatisticsRange,
  Survey,
  TenantPage,
  TenantSummary,
  WorkerMinute,
} from '../operator.ts'
import {
  healthQuery,
  locateEndpointQuery,
  locateMessageQuery,
  surveyQuery,
  tenantsQuery,
  toSurvey,
  toTenantSummary,
} from '../operator-queries.ts'
import { pausesQuery, toPause } from '../pause.ts'
import { toEndpoint, toMessageSummary } from '../rows.ts'
import {
  statisticsColumns,
  statisticsConflict,
  statisticsQuery,
  statisticsQueryValues,
  statisticsValues,
  toWorkerMinute,
} from '../statistics.ts'
import type { MessageSummary } from '../store.ts'
import type { Database } from './database.ts'
import { column } from './parameters.ts'

const findPausesQuery = pausesQuery('select * from unnest($2::text[], $3::text[])')

export async function findPauses(
  database: Database,
  endpoints: readonly Pick<Endpoint, 'tenant' | 'id'>[],
  now: number,
): Promise<Pause[]> {
  const values = [now, column(endpoints.map(({ tenant }) => tenant)), column(endpoints.map(({ id }) => id))]
  return (await database.query(findPausesQuery, values, 'each time')).map(toPause)
}

const writeStatement = `
insert into hookwright_statistics (${statisticsColumns})
select * from unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[])
${statisticsConflict}`

export async function writeStatistics(database: Database, minutes: readonly WorkerMinute[]): Promise<void> {
  const rows = minutes.map(statisticsValues)
  const columns = [0, 1, 2, 3, 4, 5].map((place) => column(rows.map((row) => row[place] ?? null)))
  await database.query(writeStatement, columns)
}

export async function readStatistics(database: Database, range: StatisticsRange): Promise<WorkerMinute[]> {
  const rows = await database.query(statisticsQuery, statisticsQueryValues(range), 'each time')
  return rows.map(toWorkerMinute)
}

/** The underscore stands apart, or it would be taken for one of the tables. */
const bytesQuery = `
select coalesce(sum(pg_total_relation_size(class.oid)), 0)::bigint from pg_class class
where class.relkind in ('r', 'p') and class.relname like 'hookwright' || '\\_%' and class.relnamespace = (
  select of_ours.relnamespace from pg_class of_ours where of_ours.oid = 'hookwright_endpoint'::regclass
)`

export const postgresSurveyQuery = surveyQuery(bytesQuery)

export async function survey(database: Database, now: number): Promise<Survey> {
  const [row] = await database.query(postgresSurveyQuery, [now], 'each time')
  if (row === undefined) throw new Error('counting gave no row')
  return toSurvey(row)
}

export async function listTenants(database: Database, page: TenantPage): Promise<TenantSummary[]> {
  const { sql, values } = tenantsQuery(page)
  const rows = await database.query(sql, values, 'each time')
  return rows.map(toTenantSummary)
}

export async function listByHealth(database: Database, page: HealthPage): Promise<Endpoint[]> {
  const { sql, values } = healthQuery(page)
  return (await database.query(sql, values, 'each time')).map(toEndpoint)
}

export async function locateEndpoint(database: Database, id: string): Promise<Endpoint | undefined> {
  const [row] = await database.query(locateEndpointQuery, [id])
  return row && toEndpoint(row)
}

export async function locateMessage(database: Database, id: string): Promise<MessageSummary | undefined> {
  const [row] = await database.query(locateMessageQuery, [id], 'each time')
  return row && toMessageSummary(row)
}
