import { WebhookVerificationError } from '@hookwright/receiver'
import { generateSecret, parsePrivateKey, parseSecret } from '@hookwright/receiver/sign'

import { blankEndpoint, type Endpoint } from '../endpoints/endpoint.ts'
import { refusalOfUrl } from '../endpoints/guard.ts'
import { HookwrightError } from '../errors.ts'
import type { DeliveryLine } from './line.ts'
import { checkName } from './send.ts'

const daySeconds = 86_400

/** How many endpoints are looked at at a time. */
const pageSize = 100

/**
 * Where callbacks are delivered: an endpoint for each tenant, URL and secret, made by the first callback that goes
 * there. So one slow or broken receiver holds up nobody else, and is paused and disabled like any other.
 */
export class DeliveryCallbacks {
  readonly #line: DeliveryLine

  constructor(line: DeliveryLine) {
    this.#line = line
  }

  /**
   * The secret (`whsec_…`) that signs a tenant's callbacks, but for those sent with a secret of their own. It is made
   * when it is first asked for or needed, and is the tenant's to know: give it to nobody else.
   *
   * @throws HookwrightError `bad_option`, `secret_unreadable`, `store_failed`
   */
  async secretOf(tenant: string): Promise<string> {
    checkName(tenant, 'tenant')
    const [newest] = await this.#secretsOf(tenant)
    return newest?.secret ?? ''
  }

  /**
   * Gives a tenant's callbacks another secret, and returns it. The old one goes on signing beside it for
   * `delivery.secretGraceSeconds`, also what is being delivered.
   *
   * @throws HookwrightError `bad_option`, `store_failed`
   */
  async rotateSecret(tenant: string): Promise<string> {
    checkName(tenant, 'tenant')
    await this.#secretsOf(tenant)
    const { store, clock, options } = this.#line
    const now = clock.now()
    const secret = generateSecret()
    const othersExpireAt = now + (options.secretGraceSeconds ?? daySeconds) * 1000
    const rotate = async (id: string) => {
      const stored = await this.#line.secretBox.seal(secret, { tenant, endpointId: id })
      await store.rotateSecret(tenant, id, { secret: stored, othersExpireAt, now })
    }
    await rotate(await secretHolderId(tenant))
    for (let after: string | undefined; ;) {
      const page = await store.listEndpoints(tenant, { kind: 'callback', after, limit: pageSize })
      for (const { id, url } of page) if (id === (await callbackId(tenant, url, null))) await rotate(id)
      after = page.at(-1)?.id
      if (page.length < pageSize) return secret
    }
  }

  /**
   * The endpoint that a callback to this URL is delivered to, for the store to make where there is none.
   *
   * @throws HookwrightError `bad_option` for a secret that is none
   */
  async endpointFor(tenant: string, url: string, secret: string | undefined): Promise<Endpoint> {
    if (secret !== undefined) checkSecret(secret)
    const { clock, secretBox } = this.#line
    const id = await callbackId(tenant, url, secret ?? null)
    const secrets = secret === undefined ? await this.#secretsOf(tenant) : [{ secret, expiresAt: null }]
    const seal = async ({ secret: open, expiresAt }: Endpoint['secrets'][number]) => ({
      secret: await secretBox.seal(open, { tenant, endpointId: id }),
      expiresAt,
    })
    const sealed = await Promise.all(secrets.map(seal))
    return blankEndpoint({ tenant, id, kind: 'callback', url, secrets: sealed, now: clock.now() })
  }

  /** In plain, newest first; made where there are none. */
  async #secretsOf(tenant: string): Promise<Endpoint['secrets']> {
    await this.#line.open()
    const { store, secretBox, clock } = this.#line
    const id = await secretHolderId(tenant)
    let holder = await store.findEndpoint(tenant, id)
    if (!holder) {
      const secret = await secretBox.seal(generateSecret(), { tenant, endpointId: id })
      const secrets = [{ secret, expiresAt: null }]
      const made = blankEndpoint({ tenant, id, kind: 'callback_secret', url: '', secrets, now: clock.now() })
      try {
        await store.createEndpoint(made)
      } catch (error) {
        // Another may have made it at the same time: then that one's stands.
        if (!(await store.findEndpoint(tenant, id))) throw error
      }
      holder = (await store.findEndpoint(tenant, id)) ?? made
    }
    const now = clock.now()
    const live = holder.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    return Promise.all(
      live.map(async ({ secret, expiresAt }) => ({
        secret: await secretBox.open(secret, { tenant, endpointId: id }),
        expiresAt,
      })),
    )
  }
}

function checkSecret(secret: string): void {
  try {
    if (secret.startsWith('whsk_')) parsePrivateKey(secret)
    else parseSecret(secret)
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error
    throw new HookwrightError('bad_option', `send({ secret }): ${error.message}`, { cause: error })
  }
}

/** @returns why a callback may not be sent there, in words that name the cure; null where it may */
export function refusalOfCallback(url: string, line: Pick<DeliveryLine, 'policy'>): string | null {
  if (url.length > longestUrl) return `It is longer than ${longestUrl} characters; write a shorter one.`
  return refusalOfUrl(url, line.policy)
}

const longestUrl = 2000

function callbackId(tenant: string, url: string, secret: string | null): Promise<string> {
  return idFrom(['callback', tenant, url, secret])
}

function secretHolderId(tenant: string): Promise<string> {
  return idFrom(['callback secret', tenant])
}

/** The same for the same things, so that any number of processes make one. Nothing can be read from it. */
async function idFrom(things: readonly (string | null)[]): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(things)))
  const hex = Array.from(new Uint8Array(hash).subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0'))
  return `ep_callback_${hex.join('')}`
}
