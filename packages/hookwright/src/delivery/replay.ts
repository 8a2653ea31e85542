import { HookwrightError } from '../errors.ts'
import { pageOf, type PageOptions } from '../endpoints/page.ts'
import { newId } from '../id.ts'
import { replayKinds } from '../store/store.ts'
import type { Delivery, NewReplay as StoredReplay, Replay, ReplayKind } from '../store/store.ts'
import type { DeliveryLine } from './line.ts'

export interface NewReplay {
  endpointId: string
  /**
   * `failed`: what failed or was canceled, and has neither succeeded nor is on its way again. `missed`: messages of
   * event types that the endpoint wants now, that have no delivery to it; but none that were sent to others by name,
   * nor any that are scheduled for later.
   */
  kind: ReplayKind
  /** What was sent then or later: a Date or epoch milliseconds. */
  since: Date | number
  /** And not after that. Default: now. */
  until?: Date | number | undefined
}

/** Replays: new deliveries for old messages. The old deliveries stay as they are. */
export class Replays {
  readonly #line: DeliveryLine

  constructor(line: DeliveryLine) {
    this.#line = line
  }

  /**
   * Delivers the message of one delivery again, to the same endpoint, now: with the same webhook-id and bytes, and
   * with retries of its own. A retry that the old delivery still waits for comes all the same.
   *
   * @throws HookwrightError `delivery_unknown`, `endpoint_inactive`, `body_deleted`
   */
  async resend(tenant: string, deliveryId: string): Promise<Delivery> {
    await this.#line.open()
    const result = await this.#line.store.resend(tenant, deliveryId, this.#line.clock.now())
    if (result.status === 'created') {
      this.#line.tellStored()
      return result.delivery
    }
    throw refusals[result.status](deliveryId)
  }

  /**
   * Starts a replay. Workers make its deliveries, the oldest first and a few at a time, so that what is sent
   * meanwhile is not held up.
   *
   * @throws HookwrightError `bad_option`, `endpoint_unknown`, `endpoint_inactive`
   */
  async start(tenant: string, { endpointId, kind, since, until }: NewReplay): Promise<Replay> {
    const now = this.#line.clock.now()
    const replay: StoredReplay = {
      tenant,
      id: newId('rpl', now),
      endpointId,
      kind: checkKind(kind),
      since: toMs('since', since),
      // What comes later is none of its business: otherwise it might never end.
      until: Math.min(until === undefined ? now : toMs('until', until), now),
      state: 'running',
      scanned: 0,
      created: 0,
      createdAt: now,
      finishedAt: null,
    }
    if (replay.since > replay.until) {
      const [from, to] = [replay.since, replay.until].map((ms) => new Date(ms).toISOString())
      throw new HookwrightError(
        'bad_option',
        `A replay since ${from} until ${to} holds nothing: give a \`since\` that is before \`until\` and before now.`,
      )
    }
    await this.#line.open()
    const endpoint = await this.#line.store.findEndpoint(tenant, endpointId)
    if (kind === 'missed' && endpoint?.kind === 'callback') {
      throw new HookwrightError(
        'bad_option',
        'An endpoint for callbacks misses nothing: each message is for it alone. Replay what failed: { kind: "failed" }.',
      )
    }
    const isOne = endpoint !== undefined && endpoint.kind !== 'callback_secret'
    if (isOne && (await this.#line.store.createReplay(replay))) return { ...replay, reachedAt: replay.since }
    if (isOne) throw inactive(disabled)
    throw new HookwrightError('endpoint_unknown', `There is no endpoint ${endpointId}.`)
  }

  async find(tenant: string, id: string): Promise<Replay | undefined> {
    await this.#line.open()
    return this.#line.store.findReplay(tenant, id)
  }

  /**
   * Of an endpoint, newest first.
   *
   * @throws HookwrightError `bad_option` for what is no page
   */
  async list(tenant: string, endpointId: string, page: PageOptions = {}): Promise<Replay[]> {
    const asked = pageOf('replay.list(tenant, endpointId, page)', page)
    await this.#line.open()
    return this.#line.store.listReplays(tenant, endpointId, asked)
  }

  /** No further deliveries are made; those that were go on. Undefined where there is none. */
  async cancel(tenant: string, id: string): Promise<Replay | undefined> {
    await this.#line.open()
    return this.#line.store.cancelReplay(tenant, id, this.#line.clock.now())
  }
}

const disabled = 'The endpoint is disabled: enable it first (PATCH {"state":"enabled"})'

function inactive(message: string): HookwrightError {
  return new HookwrightError('endpoint_inactive', message)
}

const refusals = {
  unknown: (id: string) => new HookwrightError('delivery_unknown', `There is no delivery ${id}.`),
  endpoint_disabled: () => inactive(disabled),
  endpoint_deleted: () =>
    inactive(
      'The endpoint was deleted: register it again, and replay what it missed (POST …/replays {"kind":"missed"})',
    ),
  body_deleted: () =>
    new HookwrightError(
      'body_deleted',
      'The body of this message is no longer kept (delivery.retention.bodyDays): send the event anew',
    ),
}

function checkKind(kind: ReplayKind): ReplayKind {
  if (replayKinds.includes(kind)) return kind
  throw new HookwrightError(
    'bad_option',
    `\`kind\` is ${JSON.stringify(kind)}: write ${replayKinds.join(' or ')}.`,
  )
}

/** The last millisecond that a Date can hold. */
const lastMs = 8.64e15

function toMs(option: string, at: Date | number): number {
  const ms = Math.floor(Number(at))
  if (ms >= 0 && ms <= lastMs) return ms
  throw new HookwrightError('bad_option', `\`${option}\` must be a Date or epoch milliseconds from 1970 on.`)
}
