import type { Endpoint } from '../endpoints/endpoint.ts'
import type { Health } from '../endpoints/health.ts'
import type { MessageSummary } from './store.ts'

/** What is asked of a store for those who operate it: about all tenants together. */
export interface OperatorStore {
  /** How much there is to do, over all tenants. Cheap also when that is a lot: see `most`. */
  measure(request: MeasureRequest): Promise<Measures>
  /** Of these endpoints those that are paused. */
  findPauses(endpoints: readonly Pick<Endpoint, 'tenant' | 'id'>[], now: number): Promise<Pause[]>

  /** Puts what a worker counted in a minute in the place of what it wrote of that minute before. */
  writeStatistics(minutes: readonly WorkerMinute[]): Promise<void>
  /** Of all workers, in order of minute and worker. */
  readStatistics(range: StatisticsRange): Promise<WorkerMinute[]>

  /** What there is, counted and looked up in indexes. */
  survey(now: number): Promise<Survey>
  /** Those that have, or had, an endpoint or a message that is still there; in order of their names. */
  listTenants(page: TenantPage): Promise<TenantSummary[]>
  /** Of all tenants and of one health, in order of tenant and id; those that are failing longest first. */
  listByHealth(page: HealthPage): Promise<Endpoint[]>
  /** An endpoint whosever it is, but for what only holds a secret. */
  locateEndpoint(id: string): Promise<Endpoint | undefined>
  /** A message whosever it is. */
  locateMessage(id: string): Promise<MessageSummary | undefined>
}

export interface MeasureRequest {
  now: number
  /** Nothing is counted beyond this number: it then stands for itself or more. */
  most: number
}

export interface Measures {
  /** Deliveries that could be claimed now. */
  due: number
  /** Open deliveries of which that is not so yet: they wait for their time, or are leased. */
  later: number
  /** When the oldest of those that are due was due; null where none is. */
  oldestDueAt: number | null
  disabledEndpoints: number
}

export interface Pause extends Pick<Endpoint, 'tenant' | 'id'> {
  pausedUntil: number
}

/** What one worker did in one minute. */
export interface WorkerMinute {
  /** When it began, in epoch milliseconds. */
  minute: number
  /** Another one each time a worker is started. */
  workerId: string
  attempts: number
  succeeded: number
  failed: number
  /** How many attempts took how long: see `telemetry/latency.ts`. Each bucket once, in their order. */
  latencies: readonly LatencyCount[]
}

export type LatencyCount = readonly [bucket: number, count: number]

export interface StatisticsRange {
  /** Minutes that begin then or later … */
  since: number
  /** … and before that. */
  until: number
  /** The last row of the page before. */
  after?: Pick<WorkerMinute, 'minute' | 'workerId'> | undefined
  limit: number
}

/** Times are null where there is nothing of the kind. */
export interface Survey {
  /** But for what only holds a secret. */
  endpoints: Record<Health, number>
  /** When the oldest message that has its idempotency key was sent. */
  oldestKeyAt: number | null
  /** When the oldest message that has its body was sent. */
  oldestBodyAt: number | null
  /** When the first delivery that has its attempts ended. */
  oldestAttemptsAt: number | null
  /** When the first delivery ended. */
  oldestDeliveryAt: number | null
  /** How much room it takes: all of the file in SQLite, our tables and indexes in PostgreSQL. */
  databaseBytes: number
}

export interface TenantPage {
  /** How the names begin; empty for all. */
  search: string
  /** The last name of the page before; empty for the first. */
  after: string
  limit: number
}

export interface TenantSummary {
  tenant: string
  /** But for what only holds a secret. */
  endpoints: number
  failing: number
  disabled: number
  /** When the newest message that is still there was sent. */
  lastMessageAt: number | null
}

export interface HealthPage {
  health: Health
  now: number
  tenant?: string | undefined
  /** The last endpoint of the page before, which is of that health. */
  after?: Pick<Endpoint, 'tenant' | 'id' | 'failingSince'> | undefined
  limit: number
}
