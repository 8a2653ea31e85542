import { resolve } from 'node:path'
import type { EndpointChange, Endpoint } from '../../endpoints/endpoint.ts'
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
  SecretReplacement,
  SecretRotation,
  SecretsPage,
  Store,
} from '../store.ts'
import type { SubscribersPage } from '../subscribers.ts'
import { whenEnded } from '../transaction.ts'
import { WorkerLink } from './link.ts'
import { findMissing, inMemory } from './open.ts'
import type { OpenOptions } from './open.ts'
import type { Arguments, OperationName, Result } from './protocol.ts'
import { enqueueWithin } from './within.ts'

/** Keeps the database in a worker thread, so that no fsync holds up the event loop. */
export class SqliteStore implements Store {
  readonly name: string
  readonly #options: OpenOptions
  readonly #subscribers = new Set<() => void>()
  #link: WorkerLink | undefined
  #opening: Promise<void> | undefined
  #closing: Promise<void> | undefined

  constructor(path: string, { busyTimeoutMs, migrate }: Pick<OpenOptions, 'busyTimeoutMs' | 'migrate'>) {
    this.name = `sqlite:${path}`
    // Resolved now: the working folder may be another one when the store is opened.
    const absolute = path === inMemory ? path : resolve(path)
    this.#options = { name: this.name, path: absolute, busyTimeoutMs, migrate }
  }

  async open(): Promise<void> {
    await this.#closing
    if (this.#link !== undefined && !this.#link.isStopped) return
    this.#opening ??= this.#start().finally(() => {
      this.#opening = undefined
    })
    await this.#opening
  }

  async #start(): Promise<void> {
    this.#link = await WorkerLink.open(this.#options)
  }

  async close(): Promise<void> {
    // That opening failed is told to whoever opened.
    await this.#opening?.catch(() => undefined)
    const link = this.#link
    this.#link = undefined
    this.#subscribers.clear()
    if (link !== undefined) {
      this.#closing = link.close().finally(() => {
        this.#closing = undefined
      })
    }
    await this.#closing
  }

  async migrate({ dryRun = false }: MigrateOptions = {}): Promise<Migrated> {
    if (dryRun) return findMissing(this.#options)
    const link = await WorkerLink.open({ ...this.#options, migrate: true })
    await link.close()
    return link.migrated
  }

  #call<Name extends OperationName>(operation: Name, ...args: Arguments<Name>): Promise<Result<Name>> {
    if (this.#link !== undefined) return this.#link.call(operation, args)
    return Promise.reject(this.#notOpen(operation))
  }

  #notOpen(operation: string): HookwrightError {
    const message = `${this.name} is not open: ${operation} was asked before open() was done, or after close().`
    return new HookwrightError('store_closed', message)
  }

  /** Tells of callers' transactions in this process. Of other processes there is nothing to be heard. */
  subscribe(wake: () => void): () => void {
    // A function of its own for each subscriber, though several give the same one.
    const subscriber = () => wake()
    this.#subscribers.add(subscriber)
    return () => this.#subscribers.delete(subscriber)
  }

  createEndpoint(endpoint: Endpoint) {
    return this.#call('createEndpoint', endpoint)
  }

  findEndpoint(tenant: string, id: string) {
    return this.#call('findEndpoint', tenant, id)
  }

  listEndpoints(tenant: string, page: Page) {
    return this.#call('listEndpoints', tenant, page)
  }

  updateEndpoint(tenant: string, id: string, change: EndpointChange, now: number) {
    return this.#call('updateEndpoint', tenant, id, change, now)
  }

  rotateSecret(tenant: string, id: string, rotation: SecretRotation) {
    return this.#call('rotateSecret', tenant, id, rotation)
  }

  listSubscribers(page: SubscribersPage) {
    return this.#call('listSubscribers', page)
  }

  listSecrets(page: SecretsPage) {
    return this.#call('listSecrets', page)
  }

  replaceSecrets(tenant: string, id: string, replacements: readonly SecretReplacement[]) {
    return this.#call('replaceSecrets', tenant, id, replacements)
  }

  deleteEndpoint(tenant: string, id: string, now: number) {
    return this.#call('deleteEndpoint', tenant, id, now)
  }

  enqueue(messages: readonly NewMessage[], offer?: LeaseOffer) {
    const alones = messages.map((message) => {
      const body = alone(message.body)
      return body === message.body ? message : { ...message, body }
    })
    return this.#call('enqueue', alones, offer)
  }

  async enqueueWithin(transaction: unknown, messages: readonly NewMessage[]): Promise<EnqueueResult[]> {
    if (this.#link === undefined) throw this.#notOpen('enqueueWithin')
    const { results, isUnderWay } = enqueueWithin(this.#options, transaction, messages)
    whenEnded(isUnderWay, () => {
      for (const wake of this.#subscribers) wake()
    })
    return results
  }

  claim(request: FreeClaimRequest) {
    return this.#call('claim', request)
  }

  claimLimited(request: LimitedClaimRequest) {
    return this.#call('claimLimited', request)
  }

  record(records: readonly AttemptRecord[]) {
    return this.#call(
      'record',
      records.map((one) => {
        const { responseBody } = one.attempt
        if (responseBody === null) return one
        return { ...one, attempt: { ...one.attempt, responseBody: alone(responseBody) } }
      }),
    )
  }

  release(releases: readonly Release[]) {
    return this.#call('release', releases)
  }

  nextDueAt() {
    return this.#call('nextDueAt')
  }

  measure(request: MeasureRequest) {
    return this.#call('measure', request)
  }

  findMessage(tenant: string, id: string) {
    return this.#call('findMessage', tenant, id)
  }

  listMessages(tenant: string, range: MessageRange, limit: number) {
    return this.#call('listMessages', tenant, range, limit)
  }

  listDeliveries(tenant: string, filter: DeliveryFilter, page: Page) {
    return this.#call('listDeliveries', tenant, filter, page)
  }

  findDelivery(tenant: string, id: string) {
    return this.#call('findDelivery', tenant, id)
  }

  listAttempts(tenant: string, deliveryId: string) {
    return this.#call('listAttempts', tenant, deliveryId)
  }

  cancelDelivery(tenant: string, deliveryId: string, now: number) {
    return this.#call('cancelDelivery', tenant, deliveryId, now)
  }

  resend(tenant: string, deliveryId: string, now: number) {
    return this.#call('resend', tenant, deliveryId, now)
  }

  createReplay(replay: NewReplay) {
    return this.#call('createReplay', replay)
  }

  findReplay(tenant: string, id: string) {
    return this.#call('findReplay', tenant, id)
  }

  listReplays(tenant: string, endpointId: string, page: Page) {
    return this.#call('listReplays', tenant, endpointId, page)
  }

  cancelReplay(tenant: string, id: string, now: number) {
    return this.#call('cancelReplay', tenant, id, now)
  }

  advanceReplay(request: AdvanceRequest) {
    return this.#call('advanceReplay', request)
  }

  prune(request: PruneRequest) {
    return this.#call('prune', request)
  }

  findDocument(name: string) {
    return this.#call('findDocument', name)
  }

  putDocument(document: AcceptedDocument) {
    return this.#call('putDocument', { ...document, text: alone(document.text) })
  }

  findPauses(endpoints: readonly Pick<Endpoint, 'tenant' | 'id'>[], now: number) {
    return this.#call('findPauses', endpoints, now)
  }

  writeStatistics(minutes: readonly WorkerMinute[]) {
    return this.#call('writeStatistics', minutes)
  }

  readStatistics(range: StatisticsRange) {
    return this.#call('readStatistics', range)
  }

  survey(now: number) {
    return this.#call('survey', now)
  }

  listTenants(page: TenantPage) {
    return this.#call('listTenants', page)
  }

  listByHealth(page: HealthPage) {
    return this.#call('listByHealth', page)
  }

  locateEndpoint(id: string) {
    return this.#call('locateEndpoint', id)
  }

  locateMessage(id: string) {
    return this.#call('locateMessage', id)
  }
}

/** A small Buffer is a view of a pool of 64 KB, and all of that would be copied to the worker thread. */
function alone(view: Uint8Array): Uint8Array {
  return view.byteLength === view.buffer.byteLength ? view : new Uint8Array(view)
}
