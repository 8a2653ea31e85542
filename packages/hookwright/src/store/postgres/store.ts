import type { Endpoint, EndpointChange } from '../../endpoints/endpoint.ts'
import { HookwrightError } from '../../errors.ts'
import type { HealthPage, MeasureRequest, StatisticsRange, TenantPage, WorkerMinute } from '../operator.ts'
import type {
  AcceptedDocument,
  AdvanceRequest,
  AttemptRecord,
  FreeClaimRequest,
  LeaseOffer,
  LimitedClaimRequest,
  DeliveryFilter,
  EnqueueResult,
  MessageRange,
  Migrated,
  MigrateOptions,
  NewMessage,
  NewReplay,
  Page,
  PruneRequest,
  Release,
  ReplayStep,
  ResendResult,
  SecretReplacement,
  SecretRotation,
  SecretsPage,
  Store,
} from '../store.ts'
import { hasUnleased } from '../lease.ts'
import type { SubscribersPage } from '../subscribers.ts'
import { refuseIfBehind } from '../migrate.ts'
import { whenEnded } from '../transaction.ts'
import { cancelDelivery } from './cancel.ts'
import { claim, release } from './claim.ts'
import { claimLimited } from './claim-limited.ts'
import type { Connections } from './connect.ts'
import { Database } from './database.ts'
import { findDocument, putDocument } from './documents.ts'
import {
  createEndpoint,
  deleteEndpoint,
  findEndpoint,
  listEndpoints,
  rotateSecret,
  updateEndpoint,
} from './endpoints.ts'
import { enqueue } from './enqueue.ts'
import { storeFailed } from './failure.ts'
import { Listener } from './listen.ts'
import { findMissing, migrate } from './migrate.ts'
import { Notifier } from './notify.ts'
import {
  findPauses,
  listByHealth,
  listTenants,
  locateEndpoint,
  locateMessage,
  readStatistics,
  survey,
  writeStatistics,
} from './operator.ts'
import { prune } from './prune.ts'
import {
  findDelivery,
  findMessage,
  listAttempts,
  listDeliveries,
  listMessages,
  measure,
  nextDueAt,
} from './read.ts'
import { record } from './record.ts'
import { advanceReplay, cancelReplay, createReplay, findReplay, listReplays, resend } from './replay.ts'
import { listSecrets, replaceSecrets } from './secrets.ts'
import { Statements } from './statements.ts'
import { listSubscribers } from './subscribers.ts'
import { enqueueWithin } from './within.ts'

export interface PostgresStoreOptions {
  /** For messages. */
  name: string
  connect(): Promise<Connections>
  schema: string | undefined
  timeoutMs: number
  /** Whether opening brings the tables up to date, or refuses those that are not. */
  migrate: boolean
}

/** What there is while the store is open. */
interface Opened {
  connections: Connections
  database: Database
  /** For connections that are not ours, and may have another search path. */
  statementsWithin: Statements
  listener: Listener
  notifier: Notifier
}

export class PostgresStore implements Store {
  readonly name: string
  readonly #options: PostgresStoreOptions
  readonly #underWay = new Set<Promise<unknown>>()
  #opened: Opened | undefined
  #opening: Promise<void> | undefined
  #closing: Promise<void> | undefined

  constructor(options: PostgresStoreOptions) {
    this.name = options.name
    this.#options = options
  }

  async open(): Promise<void> {
    await this.#closing
    if (this.#opened !== undefined) return
    this.#opening ??= this.#start().finally(() => {
      this.#opening = undefined
    })
    await this.#opening
  }

  async #start(): Promise<void> {
    const { schema, timeoutMs } = this.#options
    let connections: Connections | undefined
    try {
      connections = await this.#options.connect()
      const database = new Database(connections.pool, new Statements(schema, timeoutMs))
      const foundIn = await this.#findTables(connections, database)
      const listener = new Listener(connections, foundIn)
      const notifier = new Notifier(database, foundIn)
      const statementsWithin = new Statements(foundIn, timeoutMs)
      this.#opened = { connections, database, statementsWithin, listener, notifier }
    } catch (error) {
      await connections?.end()
      throw storeFailed(`${this.name} cannot be opened`, error)
    }
  }

  /** In which schema they are. */
  async #findTables({ pool }: Connections, database: Database): Promise<string> {
    const { schema, migrate: mayMigrate } = this.#options
    if (mayMigrate) return (await migrate(pool, database, schema, this.name)).schema
    const found = await findMissing(database, schema, this.name)
    refuseIfBehind(this.name, found, 'hookwright migrate --database-url <url>')
    if (found.schema === undefined) throw new Error('its tables cannot be found')
    return found.schema
  }

  async migrate({ dryRun = false }: MigrateOptions = {}): Promise<Migrated> {
    const { schema, timeoutMs } = this.#options
    let connections: Connections | undefined
    try {
      connections = await this.#options.connect()
      const { pool } = connections
      const database = new Database(pool, new Statements(schema, timeoutMs))
      const { before, migrations } = dryRun
        ? await findMissing(database, schema, this.name)
        : await migrate(pool, database, schema, this.name)
      return { before, migrations }
    } catch (error) {
      throw storeFailed(`${this.name} cannot be migrated`, error)
    } finally {
      await connections?.end()
    }
  }

  async close(): Promise<void> {
    // That opening failed is told to whoever opened.
    await this.#opening?.catch(() => undefined)
    const opened = this.#opened
    this.#opened = undefined
    if (opened !== undefined) {
      this.#closing = this.#finish(opened).finally(() => {
        this.#closing = undefined
      })
    }
    await this.#closing
  }

  async #finish({ connections, listener, notifier }: Opened): Promise<void> {
    await Promise.allSettled([...this.#underWay, listener.close()])
    await notifier.close()
    await connections.end()
  }

  async #call<Result>(
    operation: keyof Store,
    work: (database: Database, opened: Opened) => Promise<Result>,
  ): Promise<Result> {
    if (this.#opened === undefined) {
      const message = `${this.name} is not open: ${operation} was asked before open() was done, or after close().`
      throw new HookwrightError('store_closed', message)
    }
    const call = work(this.#opened.database, this.#opened)
    this.#underWay.add(call)
    try {
      return await call
    } catch (error) {
      throw storeFailed(`${this.name}: ${operation} failed`, error)
    } finally {
      this.#underWay.delete(call)
    }
  }

  subscribe(wake: () => void): () => void {
    return this.#opened?.listener.subscribe(wake) ?? (() => {})
  }

  createEndpoint(endpoint: Endpoint) {
    return this.#call('createEndpoint', (database) => createEndpoint(database, endpoint))
  }

  findEndpoint(tenant: string, id: string) {
    return this.#call('findEndpoint', (database) => findEndpoint(database, tenant, id))
  }

  listEndpoints(tenant: string, page: Page) {
    return this.#call('listEndpoints', (database) => listEndpoints(database, tenant, page))
  }

  updateEndpoint(tenant: string, id: string, change: EndpointChange, now: number) {
    return this.#call('updateEndpoint', async (database, { notifier }) => {
      const endpoint = await updateEndpoint(database, tenant, id, change, now)
      // What was held may be due.
      if (change.pausedUntil !== undefined) notifier.tell()
      return endpoint
    })
  }

  rotateSecret(tenant: string, id: string, rotation: SecretRotation) {
    return this.#call('rotateSecret', (database) => rotateSecret(database, tenant, id, rotation))
  }

  listSubscribers(page: SubscribersPage) {
    return this.#call('listSubscribers', (database) => listSubscribers(database, page))
  }

  listSecrets(page: SecretsPage) {
    return this.#call('listSecrets', (database) => listSecrets(database, page))
  }

  replaceSecrets(tenant: string, id: string, replacements: readonly SecretReplacement[]) {
    return this.#call('replaceSecrets', (database) => replaceSecrets(database, tenant, id, replacements))
  }

  deleteEndpoint(tenant: string, id: string, now: number) {
    return this.#call('deleteEndpoint', (database) => deleteEndpoint(database, tenant, id, now))
  }

  enqueue(messages: readonly NewMessage[], offer?: LeaseOffer): Promise<EnqueueResult[]> {
    return this.#call('enqueue', async (database, { notifier }) => {
      const results = await enqueue(database, messages, offer)
      if (results.some(hasUnleased)) notifier.tell()
      return results
    })
  }

  enqueueWithin(transaction: unknown, messages: readonly NewMessage[]): Promise<EnqueueResult[]> {
    return this.#call('enqueueWithin', async (_database, { statementsWithin, notifier }) => {
      const { results, isUnderWay } = await enqueueWithin(statementsWithin, transaction, messages)
      if (isUnderWay !== undefined) whenEnded(isUnderWay, () => notifier.tell())
      return results
    })
  }

  claim(request: FreeClaimRequest) {
    return this.#call('claim', (database) => claim(database, request))
  }

  claimLimited(request: LimitedClaimRequest) {
    return this.#call('claimLimited', (database) => claimLimited(database, request))
  }

  record(records: readonly AttemptRecord[]) {
    return this.#call('record', (database) => record(database, records))
  }

  release(releases: readonly Release[]) {
    return this.#call('release', (database) => release(database, releases))
  }

  nextDueAt() {
    return this.#call('nextDueAt', nextDueAt)
  }

  measure(request: MeasureRequest) {
    return this.#call('measure', (database) => measure(database, request))
  }

  findMessage(tenant: string, id: string) {
    return this.#call('findMessage', (database) => findMessage(database, tenant, id))
  }

  listMessages(tenant: string, range: MessageRange, limit: number) {
    return this.#call('listMessages', (database) => listMessages(database, tenant, range, limit))
  }

  listDeliveries(tenant: string, filter: DeliveryFilter, page: Page) {
    return this.#call('listDeliveries', (database) => listDeliveries(database, tenant, filter, page))
  }

  findDelivery(tenant: string, id: string) {
    return this.#call('findDelivery', (database) => findDelivery(database, tenant, id))
  }

  listAttempts(tenant: string, deliveryId: string) {
    return this.#call('listAttempts', (database) => listAttempts(database, tenant, deliveryId))
  }

  cancelDelivery(tenant: string, deliveryId: string, now: number) {
    return this.#call('cancelDelivery', (database) => cancelDelivery(database, tenant, deliveryId, now))
  }

  resend(tenant: string, deliveryId: string, now: number): Promise<ResendResult> {
    return this.#call('resend', async (database, { notifier }) => {
      const result = await resend(database, tenant, deliveryId, now)
      if (result.status === 'created') notifier.tell()
      return result
    })
  }

  createReplay(replay: NewReplay) {
    return this.#call('createReplay', (database) => createReplay(database, replay))
  }

  findReplay(tenant: string, id: string) {
    return this.#call('findReplay', (database) => findReplay(database, tenant, id))
  }

  listReplays(tenant: string, endpointId: string, page: Page) {
    return this.#call('listReplays', (database) => listReplays(database, tenant, endpointId, page))
  }

  cancelReplay(tenant: string, id: string, now: number) {
    return this.#call('cancelReplay', (database) => cancelReplay(database, tenant, id, now))
  }

  advanceReplay(request: AdvanceRequest): Promise<ReplayStep | undefined> {
    return this.#call('advanceReplay', async (database, { notifier }) => {
      const step = await advanceReplay(database, request)
      if (step !== undefined && step.created > 0) notifier.tell()
      return step
    })
  }

  prune(request: PruneRequest) {
    return this.#call('prune', (database) => prune(database, request))
  }

  findDocument(name: string) {
    return this.#call('findDocument', (database) => findDocument(database, name))
  }

  putDocument(document: AcceptedDocument) {
    return this.#call('putDocument', (database) => putDocument(database, document))
  }

  findPauses(endpoints: readonly Pick<Endpoint, 'tenant' | 'id'>[], now: number) {
    return this.#call('findPauses', (database) => findPauses(database, endpoints, now))
  }

  writeStatistics(minutes: readonly WorkerMinute[]) {
    return this.#call('writeStatistics', (database) => writeStatistics(database, minutes))
  }

  readStatistics(range: StatisticsRange) {
    return this.#call('readStatistics', (database) => readStatistics(database, range))
  }

  survey(now: number) {
    return this.#call('survey', (database) => survey(database, now))
  }

  listTenants(page: TenantPage) {
    return this.#call('listTenants', (database) => listTenants(database, page))
  }

  listByHealth(page: HealthPage) {
    return this.#call('listByHealth', (database) => listByHealth(database, page))
  }

  locateEndpoint(id: string) {
    return this.#call('locateEndpoint', (database) => locateEndpoint(database, id))
  }

  locateMessage(id: string) {
    return this.#call('locateMessage', (database) => locateMessage(database, id))
  }
}
