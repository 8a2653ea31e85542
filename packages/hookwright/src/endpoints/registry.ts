import { generateSecret } from '@hookwright/receiver'

import type { DeliveryLine } from '../delivery/line.ts'
import { checkName } from '../delivery/send.ts'
import { HookwrightError } from '../errors.ts'
import { newId } from '../id.ts'
import type { Page } from '../store/store.ts'
import type { Endpoint, EndpointChange } from './endpoint.ts'
import { refusalOfUrl } from './guard.ts'

/** An endpoint with its newest secret: the only two times that it is shown are its making and its rotation. */
export interface EndpointWithSecret {
  endpoint: Endpoint
  secret: string
}

export interface NewEndpoint {
  url: string
  /** Default: every event type. */
  eventTypes?: readonly string[] | undefined
  description?: string | undefined
}

/** What was given cannot be an endpoint; `field` says which part of it. */
export class EndpointInvalid extends HookwrightError {
  readonly field: 'url' | 'eventTypes'

  constructor(field: 'url' | 'eventTypes', message: string) {
    super('endpoint_invalid', message)
    this.field = field
  }
}

const daySeconds = 86_400

/** Registers endpoints: which URL of which tenant receives which event types. */
export class EndpointRegistry {
  readonly #line: DeliveryLine
  readonly #knownEventTypes: () => readonly string[]

  constructor(line: DeliveryLine, knownEventTypes: () => readonly string[]) {
    this.#line = line
    this.#knownEventTypes = knownEventTypes
  }

  /** @throws HookwrightError `bad_option` for the tenant, `endpoint_invalid` for a URL that may not be called or an event type that is not declared. */
  async create(
    tenant: string,
    { url, eventTypes = [], description = '' }: NewEndpoint,
  ): Promise<EndpointWithSecret> {
    checkName(tenant, 'tenant')
    this.#check({ url, eventTypes })
    await this.#line.open()
    const now = this.#line.clock.now()
    const secret = generateSecret()
    const endpoint: Endpoint = {
      tenant,
      id: newId('ep', now),
      url,
      description,
      eventTypes: [...new Set(eventTypes)],
      state: 'enabled',
      disabledReason: null,
      secrets: [{ secret, expiresAt: null }],
      pausedUntil: null,
      createdAt: now,
      updatedAt: now,
    }
    await this.#line.store.createEndpoint(endpoint)
    return { endpoint, secret }
  }

  async find(tenant: string, id: string): Promise<Endpoint | undefined> {
    await this.#line.open()
    return this.#line.store.findEndpoint(tenant, id)
  }

  async list(tenant: string, page: Page): Promise<Endpoint[]> {
    await this.#line.open()
    return this.#line.store.listEndpoints(tenant, page)
  }

  /** @throws HookwrightError `endpoint_invalid` */
  async update(tenant: string, id: string, change: EndpointChange): Promise<Endpoint | undefined> {
    this.#check(change)
    await this.#line.open()
    return this.#line.store.updateEndpoint(tenant, id, change, this.#line.clock.now())
  }

  async delete(tenant: string, id: string): Promise<boolean> {
    await this.#line.open()
    return this.#line.store.deleteEndpoint(tenant, id, this.#line.clock.now())
  }

  /** Makes a new secret. The old one goes on signing beside it for `secretGraceSeconds`. */
  async rotateSecret(tenant: string, id: string): Promise<EndpointWithSecret | undefined> {
    await this.#line.open()
    const now = this.#line.clock.now()
    const graceSeconds = this.#line.options.secretGraceSeconds ?? daySeconds
    const secret = generateSecret()
    const rotation = { secret, othersExpireAt: now + graceSeconds * 1000, now }
    const endpoint = await this.#line.store.rotateSecret(tenant, id, rotation)
    return endpoint && { endpoint, secret }
  }

  #check({ url, eventTypes = [] }: EndpointChange): void {
    const refusal = url === undefined ? null : refusalOfUrl(url, this.#line.policy)
    if (refusal !== null) throw new EndpointInvalid('url', `${url} cannot be an endpoint. ${refusal}`)
    const known = this.#knownEventTypes()
    const unknown = eventTypes.filter((eventType) => !known.includes(eventType))
    if (unknown.length === 0) return
    throw new EndpointInvalid(
      'eventTypes',
      `No webhook is declared for ${unknown.map((name) => JSON.stringify(name)).join(', ')}. ` +
        `The event types are: ${known.join(', ') || '(none)'}.`,
    )
  }
}
