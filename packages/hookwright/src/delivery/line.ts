import { systemClock, type Clock } from '../clock.ts'
import { refusalOfAllowedHeaders } from '../endpoints/custom-headers.ts'
import type { Endpoint } from '../endpoints/endpoint.ts'
import type { AddressPolicy } from '../endpoints/guard.ts'
import { checkAddressPolicy } from '../endpoints/guard.ts'
import { SecretBox } from '../endpoints/secret-box.ts'
import { HookwrightError } from '../errors.ts'
import { newId } from '../id.ts'
import { hasUnleased } from '../store/lease.ts'
import type { ClaimedDelivery, EnqueueResult, NewMessage, Store } from '../store/store.ts'
import { Metrics } from '../telemetry/metrics.ts'
import { inSendSpan } from '../telemetry/send-span.ts'
import { Batcher, largestBatch } from './batch.ts'
import { egressProxy, type EgressProxy } from './egress-proxy.ts'
import { leasedOf, type Taker } from './offer.ts'
import type { DeliveryOptions } from './options.ts'
import { retentionSettings, type Retention } from './retention.ts'
import { dispatcherSettings, type DispatcherSettings } from './settings.ts'
import { checkSendOptions, dueAtOf, type EncodedBody, type SendOptions, type SendResult } from './send.ts'

const noChannels: readonly string[] = []

/**
 * Where a worker of this process delivers them, about as many messages at once are stored as it has an appetite for: it
 * then takes most of them, which saves claiming them, and the records of its attempts get their turns in between.
 */
const leastBesideDelivery = 32
const mostBesideDelivery = 256

/**
 * The app's side of the delivery line: opens the store, and puts messages into it. What takes them out
 * again is a worker, here or in another process.
 */
export class DeliveryLine {
  readonly store: Store
  readonly options: DeliveryOptions
  readonly clock: Clock
  readonly policy: AddressPolicy
  /** In lower case. */
  readonly allowedHeaders: readonly string[]
  readonly proxy: EgressProxy | null
  readonly settings: DispatcherSettings
  readonly retention: Retention
  readonly secretBox: SecretBox
  readonly metrics: Metrics
  readonly #enqueue: Batcher<NewMessage, EnqueueResult>
  readonly #takers = new Set<Taker>()
  readonly #wakes = new Set<() => void>()
  readonly #messageWakes = new Set<() => void>()
  readonly #recordWakes = new Set<() => void>()
  #opened: Promise<void> | undefined

  /** @throws HookwrightError `bad_option` for an option that cannot be meant. */
  constructor(options: DeliveryOptions) {
    this.store = options.store
    this.options = options
    this.clock = options.clock ?? systemClock
    this.policy = {
      allowHttp: options.allowHttp ?? false,
      allowPrivateNetworks: options.allowPrivateNetworks ?? [],
    }
    checkAddressPolicy(this.policy)
    this.allowedHeaders = (options.allowedHeaders ?? []).map((name) => name.toLowerCase())
    const refusal = refusalOfAllowedHeaders(this.allowedHeaders)
    if (refusal !== null) throw new HookwrightError('bad_option', refusal)
    this.proxy = egressProxy(options)
    this.settings = dispatcherSettings(options)
    this.retention = retentionSettings(options.retention)
    this.secretBox = new SecretBox(options.encryptionKeys)
    this.metrics = new Metrics({
      clock: this.clock,
      measure: async (request) => {
        await this.open()
        return this.store.measure(request)
      },
    })
    this.#enqueue = new Batcher((messages) => this.#flush(messages), {
      maxSize: () => {
        const appetite = this.#lastTaker?.appetite ?? null
        if (appetite === null) return largestBatch
        return Math.max(leastBesideDelivery, Math.min(mostBesideDelivery, Math.floor(appetite)))
      },
    })
  }

  /** Opens the store, once; a failed opening is tried again by the next call. */
  open(): Promise<void> {
    this.#opened ??= this.store.open().then(
      () => this.metrics.connect(),
      (error: unknown) => {
        this.#opened = undefined
        throw error
      },
    )
    return this.#opened
  }

  /** Whether a worker of this process delivers. */
  get isDelivering(): boolean {
    return this.#wakes.size > 0
  }

  /** Offers what is about to be stored to `taker` until the returned function is called. Of several, to the last. */
  deliverBy(taker: Taker): () => void {
    this.#takers.add(taker)
    return () => this.#takers.delete(taker)
  }

  get #lastTaker(): Taker | undefined {
    return [...this.#takers].at(-1)
  }

  /** Calls `wake` whenever something was stored that is to be claimed by who does not know of it; the returned function ends that. */
  onStored(wake: () => void): () => void {
    this.#wakes.add(wake)
    return () => this.#wakes.delete(wake)
  }

  /** The same for every message that `send` stored, also where nobody asked for it. */
  onMessage(wake: () => void): () => void {
    this.#messageWakes.add(wake)
    return () => this.#messageWakes.delete(wake)
  }

  /** The same for every attempt that a worker of this process has recorded. */
  onRecorded(wake: () => void): () => void {
    this.#recordWakes.add(wake)
    return () => this.#recordWakes.delete(wake)
  }

  tellRecorded(): void {
    for (const wake of this.#recordWakes) wake()
  }

  /** Says that something to deliver was stored otherwise than by `send`. */
  tellStored(): void {
    for (const wake of this.#wakes) wake()
  }

  /**
   * Stores a message with its deliveries, on a schedule of its own where one is given, to the endpoint of a callback
   * where one is given; durable when it resolves, or when the caller commits its transaction.
   */
  async send(
    eventType: string,
    body: EncodedBody,
    options: SendOptions,
    retryScheduleMs: readonly number[] | null = null,
    callback: Endpoint | null = null,
  ): Promise<SendResult> {
    checkSendOptions(options)
    const { tenant } = options
    const result = await inSendSpan({ tenant, eventType, bodyBytes: body.bytes.byteLength }, (creation) =>
      this.#store(eventType, body, options, { retryScheduleMs, traceContext: creation, callback }),
    )
    if (!result.duplicate) this.metrics.messageStored(eventType)
    return result
  }

  async #store(
    eventType: string,
    body: EncodedBody,
    options: SendOptions,
    given: Pick<NewMessage, 'retryScheduleMs' | 'traceContext' | 'callback'>,
  ): Promise<SendResult> {
    await this.open()
    const now = this.clock.now()
    const { retryScheduleMs, callback } = given
    const message: NewMessage = {
      tenant: options.tenant,
      id: newId('msg', now),
      eventType,
      contentType: body.contentType,
      body: body.bytes,
      idempotencyKey: options.idempotencyKey ?? null,
      createdAt: now,
      channels: options.channels ? [...new Set(options.channels)] : noChannels,
      endpointIds: callback ? [callback.id] : (options.endpoints ?? null),
      dueAt:
        options.at === undefined
          ? now + ((retryScheduleMs ?? this.settings.retryScheduleMs)[0] ?? 0)
          : dueAtOf(options.at, now),
      ...given,
    }
    const isWithin = options.transaction !== undefined
    const result = isWithin
      ? await this.#enqueueWithin(options.transaction, message)
      : await this.#enqueue.add(message)
    if (result.status === 'conflict') {
      throw new HookwrightError(
        'idempotency_conflict',
        `The idempotency key ${JSON.stringify(options.idempotencyKey)} was used before, for message ${result.messageId} ` +
          'with another event type or body. Use a new key for a new event.',
      )
    }
    if (result.status === 'unknown_endpoint' && callback) {
      throw new HookwrightError(
        'endpoint_inactive',
        `Callbacks of the tenant ${JSON.stringify(options.tenant)} to ${callback.url} were disabled by request (endpoint ${callback.id}); nothing was stored. Enable the endpoint first.`,
      )
    }
    if (result.status === 'unknown_endpoint') {
      throw new HookwrightError(
        'endpoint_unknown',
        `The tenant ${JSON.stringify(options.tenant)} has no enabled endpoint ${result.endpointIds.join(', ')}; nothing was stored.`,
      )
    }
    if (!isWithin) for (const wake of this.#messageWakes) wake()
    // Of a transaction's end the store tells by itself, as far as it can.
    if (hasUnleased(result) && !isWithin && !this.#isPassedOver(result)) this.tellStored()
    return {
      messageId: result.messageId,
      deliveries: result.deliveries,
      duplicate: result.status === 'duplicate',
    }
  }

  /** Whether all who deliver here take no more for these endpoints now: one that hangs would have them ask each time. */
  #isPassedOver(result: EnqueueResult): boolean {
    if (result.status !== 'stored' || !result.taken) return false
    const { unleasedEndpointIds } = result.taken
    return [...this.#takers].every((taker) => unleasedEndpointIds.every((id) => taker.passesOver(id)))
  }

  async #flush(messages: readonly NewMessage[]): Promise<readonly EnqueueResult[]> {
    const offer = this.#lastTaker?.offer(messages.length) ?? null
    if (offer === null) return this.store.enqueue(messages)
    let leased: ClaimedDelivery[] = []
    try {
      const results = await this.store.enqueue(messages, offer.lease)
      leased = leasedOf(messages, results, offer.lease)
      return results
    } finally {
      offer.settle(leased)
    }
  }

  async #enqueueWithin(transaction: unknown, message: NewMessage): Promise<EnqueueResult> {
    const [result] = await this.store.enqueueWithin(transaction, [message])
    if (result === undefined) throw new Error(`There is no answer for message ${message.id}.`)
    return result
  }

  /** Lets what is being stored finish, then closes the store. */
  async close(): Promise<void> {
    await this.#enqueue.idle()
    this.metrics.disconnect()
    await this.store.close()
  }
}
