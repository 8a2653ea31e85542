import { generateSecret } from '@hookwright/receiver/sign'
import { Dispatcher, type DispatcherOptions } from '../../src/delivery/dispatch.ts'
import type { Logger } from '../../src/delivery/logger.ts'
import type { AttemptReport } from '../../src/delivery/report.ts'
import type { Endpoint } from '../../src/endpoints/endpoint.ts'
import { sqlite } from '../../src/sqlite.ts'
import type { Delivery, Store } from '../../src/store/store.ts'
import { addEndpoint, message } from '../store/conformance/samples.ts'
import { FakeClock } from './clock.ts'

export const tenant = 'acme'
export const secret = generateSecret()

/** A real store, by default in memory, a clock that is moved by hand, and any number of dispatchers on them. */
export class Dispatching implements AsyncDisposable {
  readonly clock = new FakeClock()
  readonly store: Store
  readonly reports: AttemptReport[] = []
  /** What was told, but for the attempts, which `reports` has. */
  readonly log: string[] = []
  readonly #note: Logger['info'] = ({ event }, words) => {
    if (event !== 'attempt') this.log.push(words)
  }
  readonly #logger: Logger = { info: this.#note, warn: this.#note }
  readonly #dispatchers: Dispatcher[] = []

  /** Opens the store, and closes it when it is disposed. */
  static async open(store: Store = sqlite(':memory:')): Promise<Dispatching> {
    await store.open()
    return new Dispatching(store)
  }

  private constructor(store: Store) {
    this.store = store
  }

  /** Started, allowed to call loopback, and without jitter. */
  start(options: Partial<DispatcherOptions> = {}): Dispatcher {
    const dispatcher = new Dispatcher({
      store: this.store,
      policy: { allowHttp: false, allowPrivateNetworks: ['127.0.0.0/8'] },
      clock: this.clock,
      random: () => 0,
      logger: this.#logger,
      onAttempt: (report) => this.reports.push(report),
      ...options,
    })
    this.#dispatchers.push(dispatcher)
    dispatcher.start()
    return dispatcher
  }

  async endpoint(url: string, given: Partial<Endpoint> = {}): Promise<string> {
    const secrets = [{ secret, expiresAt: null }]
    const { id } = await addEndpoint(this.store, {
      tenant,
      url,
      secrets,
      createdAt: this.clock.now(),
      ...given,
    })
    return id
  }

  /** Stores `count` messages with one delivery each, to this endpoint. */
  async send(endpointId: string, count = 1, body = '{"a":1}'): Promise<void> {
    const now = this.clock.now()
    const results = await this.store.enqueue(
      Array.from({ length: count }, () =>
        message({
          tenant,
          eventType: 'new-subscription',
          body: new TextEncoder().encode(body),
          createdAt: now,
          endpointIds: [endpointId],
        }),
      ),
    )
    if (results.some((result) => result.status !== 'stored')) throw new Error('A message was not stored.')
  }

  deliveries(endpointId: string): Promise<Delivery[]> {
    return this.store.listDeliveries(tenant, { endpointId }, { limit: 10_000 })
  }

  /** The only delivery of an endpoint. */
  async delivery(endpointId: string): Promise<Delivery> {
    const [delivery, ...others] = await this.deliveries(endpointId)
    if (!delivery || others.length > 0)
      throw new Error(`The endpoint has ${others.length + 1} deliveries, not 1.`)
    return delivery
  }

  async allIn(state: Delivery['state'], endpointId: string): Promise<boolean> {
    return (await this.deliveries(endpointId)).every((delivery) => delivery.state === state)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#dispatchers.map((dispatcher) => dispatcher.stop({ graceMs: 0 }).catch(() => {})))
    await this.store.close()
  }
}
