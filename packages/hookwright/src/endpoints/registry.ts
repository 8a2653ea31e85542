import { WebhookVerificationError } from '@hookwright/receiver'
import { generateKeyPair, generateSecret, publicKeyOf } from '@hookwright/receiver/sign'

import type { DeliveryLine } from '../delivery/line.ts'
import { checkName } from '../delivery/send.ts'
import { leastLeaseSlackMs } from '../delivery/settings.ts'
import { HookwrightError } from '../errors.ts'
import { newId } from '../id.ts'
import { listAllEndpoints } from './all-endpoints.ts'
import { refusalOfBrought } from './brought-secret.ts'
import { refusalOfChannels } from './channels.ts'
import { inLowerCase, refusalOfHeaders } from './custom-headers.ts'
import { blankEndpoint, signings } from './endpoint.ts'
import type { Endpoint, EndpointChange, EndpointKind, Signing } from './endpoint.ts'
import { refusalOfFilters } from './event-filter.ts'
import { refusalOfUrl } from './guard.ts'
import { healthOf, type Health } from './health.ts'
import { pageOf, type PageOptions } from './page.ts'
import { signingOf } from './secret-box.ts'

/** An endpoint as it may be shown: without its secrets. */
export interface RegisteredEndpoint extends Omit<Endpoint, 'secrets' | 'headers' | 'kind'> {
  /** `callback`: made for the callbacks to one URL. */
  kind: ListedKind
  /** The names of its own headers. Their values may be secrets, and are never shown. */
  headerNames: readonly string[]
  /** How each request to it is signed: `v1` with a secret that both sides know, `v1a` with a key that only this side does. */
  signing: Signing
  /** `whpk_…`, with which a receiver verifies v1a. Null with v1, and where the private key cannot be decrypted. */
  publicKey: string | null
}

/** An endpoint with its newest secret: the only two times that it is shown are its making and its rotation. */
export interface EndpointWithSecret {
  endpoint: RegisteredEndpoint
  /** `whsec_…`. Null with v1a: the endpoint's `publicKey` is all that a receiver needs. */
  secret: string | null
}

/** How an endpoint is called; what is left out is not limited. */
export interface EndpointPolicyOptions {
  /** It gets only messages sent on one of these. Default: every message. */
  channels?: readonly string[] | undefined
  /** Attempts a second, over all workers, from 0.001 to 1,000; bursts are of up to a second's worth. Null for no limit. */
  ratePerSecond?: number | null | undefined
  /** Attempts under way at once, over all workers, from 1 to 1,000. Null for no limit but the workers' own. */
  concurrency?: number | null | undefined
  /**
   * One message at a time, in the order in which they were sent; one that fails is tried until it succeeds or is
   * canceled, and the rest wait. Default: false.
   */
  ordered?: boolean | undefined
  /** Milliseconds that one attempt may take. Null for the worker's own. */
  timeoutMs?: number | null | undefined
  /** Sent with each request: `authorization` and `x-…`, and what `delivery.allowedHeaders` names. Null for none. */
  headers?: Readonly<Record<string, string>> | null | undefined
}

export interface NewEndpoint extends EndpointPolicyOptions {
  url: string
  /** Names, or `orders.*` for all below a prefix. Default: every event type. */
  eventTypes?: readonly string[] | undefined
  description?: string | undefined
  /** Which version of signature it gets, for good. Default: `v1`. */
  signing?: Signing | undefined
  /**
   * The secret that the receiver verifies with already: `whsec_` and the base64 of 24 to 64 bytes, as other senders of
   * Standard Webhooks have it. Only for `v1`, and only here: the management API takes none. Default: a new one.
   */
  secret?: string | undefined
}

export type ListedKind = Exclude<EndpointKind, 'callback_secret'>

/** What may be changed of an endpoint; what is left out stays as it is. */
export interface EndpointUpdate
  extends Omit<EndpointChange, 'headers' | 'pausedUntil'>, Pick<EndpointPolicyOptions, 'headers'> {
  /**
   * A time to come (a Date or epoch milliseconds) before which nothing is sent: what is to be delivered waits. Null ends
   * a pause, also one that the receiver asked for, and what waits is due at once.
   */
  pausedUntil?: Date | number | null | undefined
}

export interface EndpointsPage extends PageOptions {
  /** Default: `registered`. */
  kind?: ListedKind | undefined
}

export interface AllEndpointsOptions extends PageOptions {
  /** Default: all. */
  health?: Health | undefined
  /** Default: all. */
  tenant?: string | undefined
}

/** What was given cannot be an endpoint; `field` says which part of it. */
export class EndpointInvalid extends HookwrightError {
  readonly field: 'signing' | 'secret' | keyof EndpointUpdate

  constructor(field: EndpointInvalid['field'], message: string) {
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

  /**
   * @throws HookwrightError `bad_option` for the tenant, `endpoint_invalid` for a URL that may not be called, an
   * event type that is not declared, another `signing`, a `secret` or a policy that cannot be.
   */
  create(
    tenant: string,
    endpoint: NewEndpoint & { signing?: 'v1' | undefined },
  ): Promise<EndpointWithSecret & { secret: string }>
  create(tenant: string, endpoint: NewEndpoint): Promise<EndpointWithSecret>
  async create(
    tenant: string,
    {
      url,
      eventTypes = [],
      description = '',
      signing = 'v1',
      secret,
      headers = null,
      ...policy
    }: NewEndpoint,
  ): Promise<EndpointWithSecret> {
    checkName(tenant, 'tenant')
    this.#check({ url, eventTypes, description, headers, ...policy })
    if (!signings.includes(signing)) {
      throw new EndpointInvalid(
        'signing',
        `${JSON.stringify(signing)} is no version of signature: write ${signings.join(' or ')}.`,
      )
    }
    const refusal = secret === undefined ? null : refusalOfBrought(secret, signing)
    if (refusal !== null) throw new EndpointInvalid('secret', refusal)
    await this.#line.open()
    const now = this.#line.clock.now()
    const id = newId('ep', now)
    const made = await this.#sealed(secret ?? (await newSecret(signing)), tenant, id)
    const secrets = [{ secret: made.stored, expiresAt: null }]
    const endpoint: Endpoint = {
      ...blankEndpoint({ tenant, id, kind: 'registered', url, secrets, now }),
      description,
      eventTypes: [...new Set(eventTypes)],
      channels: [...new Set(policy.channels)],
      ratePerSecond: policy.ratePerSecond ?? null,
      concurrency: policy.concurrency ?? null,
      ordered: policy.ordered ?? false,
      timeoutMs: policy.timeoutMs ?? null,
      headers: await this.#storedHeaders(headers, tenant, id),
    }
    await this.#line.store.createEndpoint(endpoint)
    return { endpoint: await this.#shown(endpoint), secret: made.shown }
  }

  async find(tenant: string, id: string): Promise<RegisteredEndpoint | undefined> {
    await this.#line.open()
    const endpoint = await this.#find(tenant, id)
    return endpoint && this.#shown(endpoint)
  }

  /**
   * Those of callbacks only where `kind` asks for them; they are in order of their ids, the others in that of creation.
   *
   * @throws HookwrightError `bad_option` for what is no page
   */
  async list(tenant: string, { kind, ...page }: EndpointsPage = {}): Promise<RegisteredEndpoint[]> {
    const where = 'endpoints.list(tenant, page)'
    checkName(tenant, 'tenant')
    const asked = { kind: checkKind(where, kind), ...pageOf(where, page) }
    await this.#line.open()
    const endpoints = await this.#line.store.listEndpoints(tenant, asked)
    return Promise.all(endpoints.map((endpoint) => this.#shown(endpoint)))
  }

  /**
   * Of all tenants, those of one health together: failing first (longest first), then disabled, paused, healthy.
   *
   * @throws HookwrightError `bad_option` for what is no page; `endpoint_unknown` where the endpoint `after` is no more
   */
  async listAll({ health, tenant, ...page }: AllEndpointsOptions = {}): Promise<
    (RegisteredEndpoint & { health: Health })[]
  > {
    const { after, limit } = pageOf('endpoints.listAll(page)', page)
    await this.#line.open()
    const { store, clock } = this.#line
    const last = after === undefined ? undefined : await store.locateEndpoint(after)
    if (after !== undefined && last === undefined) {
      const message = `There is no endpoint ${after} any more to go on after: begin with the first page again.`
      throw new HookwrightError('endpoint_unknown', message)
    }
    const now = clock.now()
    const found = await listAllEndpoints(store, { now, health, tenant, after: last, limit })
    return Promise.all(
      found.map(async (endpoint) => ({ ...(await this.#shown(endpoint)), health: healthOf(endpoint, now) })),
    )
  }

  /** @throws HookwrightError `endpoint_invalid`; also for the URL, the event types or the channels of one for callbacks */
  async update(tenant: string, id: string, update: EndpointUpdate): Promise<RegisteredEndpoint | undefined> {
    this.#check(update)
    await this.#line.open()
    const before = await this.#find(tenant, id)
    if (!before) return undefined
    if (before.kind === 'callback') refuseForCallbacks(update)
    const { headers, pausedUntil, ...rest } = update
    const now = this.#line.clock.now()
    const change: EndpointChange = { ...rest }
    if (headers !== undefined) change.headers = await this.#storedHeaders(headers, tenant, id)
    if (pausedUntil !== undefined) change.pausedUntil = pauseEnd(pausedUntil, now)
    const endpoint = await this.#line.store.updateEndpoint(tenant, id, change, now)
    // What was held may be due.
    if (pausedUntil !== undefined) this.#line.tellStored()
    return endpoint && this.#shown(endpoint)
  }

  async delete(tenant: string, id: string): Promise<boolean> {
    await this.#line.open()
    if (!(await this.#find(tenant, id))) return false
    return this.#line.store.deleteEndpoint(tenant, id, this.#line.clock.now())
  }

  /**
   * Makes a new secret; for v1a a new pair of keys. The old one goes on signing beside it for
   * `secretGraceSeconds`.
   *
   * @throws HookwrightError `endpoint_invalid` for an endpoint of callbacks
   */
  async rotateSecret(tenant: string, id: string): Promise<EndpointWithSecret | undefined> {
    await this.#line.open()
    const now = this.#line.clock.now()
    const graceSeconds = this.#line.options.secretGraceSeconds ?? daySeconds
    const before = await this.#find(tenant, id)
    if (!before) return undefined
    if (before.kind === 'callback') {
      throw new EndpointInvalid(
        'signing',
        'This endpoint is for callbacks, which are signed with the secret given to send() or with that of the tenant: rotate the latter by delivery.callbacks.rotateSecret(tenant).',
      )
    }
    const made = await this.#sealed(await newSecret(signingOf(newestOf(before))), tenant, id)
    const rotation = { secret: made.stored, othersExpireAt: now + graceSeconds * 1000, now }
    const endpoint = await this.#line.store.rotateSecret(tenant, id, rotation)
    return endpoint && { endpoint: await this.#shown(endpoint), secret: made.shown }
  }

  /** Undefined also for what only holds a secret. */
  async #find(tenant: string, id: string): Promise<Endpoint | undefined> {
    const endpoint = await this.#line.store.findEndpoint(tenant, id)
    return endpoint?.kind === 'callback_secret' ? undefined : endpoint
  }

  async #sealed(
    secret: string,
    tenant: string,
    endpointId: string,
  ): Promise<{ stored: string; shown: string | null }> {
    const stored = await this.#line.secretBox.seal(secret, { tenant, endpointId })
    return { stored, shown: signingOf(secret) === 'v1' ? secret : null }
  }

  async #storedHeaders(
    headers: Readonly<Record<string, string>> | null,
    tenant: string,
    endpointId: string,
  ): Promise<string | null> {
    if (headers === null || Object.keys(headers).length === 0) return null
    return this.#line.secretBox.seal(JSON.stringify(inLowerCase(headers)), { tenant, endpointId }, 'headers')
  }

  async #shown({ secrets, headers, kind, ...shown }: Endpoint): Promise<RegisteredEndpoint> {
    const newest = newestOf({ secrets })
    const signing = signingOf(newest)
    return {
      ...shown,
      kind: kind === 'callback' ? kind : 'registered',
      headerNames: headers === null ? [] : await this.#headerNames(shown, headers),
      signing,
      publicKey: signing === 'v1' ? null : await this.#publicKey(shown, newest),
    }
  }

  async #headerNames({ tenant, id }: { tenant: string; id: string }, stored: string): Promise<string[]> {
    try {
      return Object.keys(JSON.parse(await this.#line.secretBox.open(stored, { tenant, endpointId: id })))
    } catch (error) {
      // As with a key that is lost: the attempts say what is wrong, and setting them again mends it.
      if (error instanceof HookwrightError) return []
      throw error
    }
  }

  async #publicKey({ tenant, id }: { tenant: string; id: string }, stored: string): Promise<string | null> {
    try {
      return await publicKeyOf(await this.#line.secretBox.open(stored, { tenant, endpointId: id }))
    } catch (error) {
      // A key that is lost or damaged must not keep its endpoint from being read and rotated. The attempts say what is wrong.
      if (error instanceof HookwrightError || error instanceof WebhookVerificationError) return null
      throw error
    }
  }

  #check({ url, eventTypes = [], description = '', ...policy }: Partial<NewEndpoint>): void {
    const refusal = url === undefined ? null : refusalOfUrl(url, this.#line.policy)
    if (refusal !== null) throw new EndpointInvalid('url', `${url} cannot be an endpoint. ${refusal}`)
    const refusalOfEventTypes = refusalOfFilters(eventTypes, this.#knownEventTypes())
    if (refusalOfEventTypes !== null) throw new EndpointInvalid('eventTypes', refusalOfEventTypes)
    // PostgreSQL cannot store NUL, and nobody can read the others.
    if (/[^\P{Cc}\n\t]/u.test(description)) {
      throw new EndpointInvalid('description', 'The description holds control characters. Leave them out.')
    }
    this.#checkPolicy(policy)
  }

  #checkPolicy({ channels, ratePerSecond, concurrency, timeoutMs, headers }: EndpointPolicyOptions): void {
    const refuse = (field: EndpointInvalid['field'], refusal: string | null) => {
      if (refusal !== null) throw new EndpointInvalid(field, refusal)
    }
    refuse('channels', refusalOfChannels(channels ?? []))
    if (typeof ratePerSecond === 'number' && !(ratePerSecond >= 0.001 && ratePerSecond <= 1_000))
      refuse(
        'ratePerSecond',
        `${ratePerSecond} cannot be a rate: write 0.001 to 1,000 attempts a second, or null for no limit.`,
      )
    if (typeof concurrency === 'number' && !isWhole(concurrency, 1_000))
      refuse('concurrency', `${concurrency} cannot be a concurrency: write 1 to 1,000, or null for no limit.`)
    const longestMs = this.#line.settings.leaseMs - leastLeaseSlackMs
    if (typeof timeoutMs === 'number' && !isWhole(timeoutMs, longestMs)) {
      refuse(
        'timeoutMs',
        `${timeoutMs} cannot be a timeout: write 1 to ${longestMs} milliseconds, or null for the worker's own. A longer one needs a longer delivery.leaseMs.`,
      )
    }
    refuse('headers', refusalOfHeaders(headers ?? {}, this.#line.allowedHeaders))
  }
}

async function newSecret(signing: Signing): Promise<string> {
  return signing === 'v1' ? generateSecret() : (await generateKeyPair()).privateKey
}

function refuseForCallbacks(update: EndpointUpdate): void {
  for (const field of ['url', 'eventTypes', 'channels'] as const) {
    if (update[field] === undefined) continue
    const message = `The ${field} of an endpoint for callbacks cannot be changed: each callback says where it goes.`
    throw new EndpointInvalid(field, message)
  }
}

function checkKind(where: string, kind: ListedKind | undefined): ListedKind | undefined {
  if (kind === undefined || kind === 'registered' || kind === 'callback') return kind
  throw new HookwrightError(
    'bad_option',
    `${where}: \`kind\` is ${JSON.stringify(kind)}; write registered or callback.`,
  )
}

/** The last millisecond of the year 9999, after which ISO 8601 takes more than four digits. */
const lastPauseMs = 253_402_300_799_999

function pauseEnd(until: Date | number | null, now: number): number | null {
  if (until === null) return null
  const ms = Math.floor(Number(until))
  if (ms > now && ms <= lastPauseMs) return ms
  throw new EndpointInvalid(
    'pausedUntil',
    ms <= now
      ? 'That time has passed: write one to come, or null to end the pause.'
      : 'A pause ends at a Date or in epoch milliseconds, before the year 10000: write such a time, or null to end it.',
  )
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}

function newestOf({ secrets }: Pick<Endpoint, 'secrets'>): string {
  return secrets[0]?.secret ?? ''
}
