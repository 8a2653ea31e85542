/** A real app with several tenants, whose endpoints are as they are because of what was really delivered to them. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { App, type Clock, type Delivery, type Webhook } from 'hookwright'
import { serve } from 'hookwright/node'
import { sqlite } from 'hookwright/sqlite'
import { expect, vi } from 'vitest'
import { z } from 'zod'

import { startReceivers, type Receivers } from './receivers.ts'

export const operatorToken = 'the-operators-token'

/** What signs a tenant in. */
export const tokenOf = (tenant: string): string => `token-of-${tenant}`

const Order = z.object({ id: z.int(), total: z.number() }).meta({ id: 'Order' })

export interface Office extends AsyncDisposable {
  url: string
  delivery: Delivery
  receivers: Receivers
  /** Sends one message and returns its id. */
  send(tenant: string): Promise<string>
  /** Resolves once no delivery of these tenants waits to be made now. */
  settled(...tenants: string[]): Promise<void>
  /** Moves the clock of the app: milliseconds that it is behind the machine's. */
  setBack(behindMs: number): void
  /** Asks the management API as the operator; with a body, it changes something. */
  ask(path: string, change?: unknown): Promise<unknown>
}

/** @param retryScheduleMs Of each attempt; by default the second comes an hour after the first. */
export async function openOffice({
  retryScheduleMs = [0, 3_600_000, 7_200_000],
}: { retryScheduleMs?: readonly number[] } = {}): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'hookwright-operator-'))
  const receivers = await startReceivers()
  let behindMs = 0
  const clock: Clock = {
    now: () => Date.now() - behindMs,
    after(delayMs, wake) {
      const timer = setTimeout(wake, Math.min(delayMs, 2_000_000_000))
      return () => clearTimeout(timer)
    },
  }
  const { app, created } = createApp(join(folder, 'hookwright.db'), clock, retryScheduleMs)
  const serving = await serve(app, { port: 0, handleSignals: false, print: () => {} })
  const { delivery } = app
  const { store } = delivery.line
  let sent = 0
  return {
    url: serving.url,
    delivery,
    receivers,
    async send(tenant) {
      sent++
      const { messageId } = await created.send({ id: sent, total: sent * 2.5 }, { tenant })
      return messageId
    },
    async settled(...tenants) {
      const isWaiting = async (tenant: string) => {
        const open = await Promise.all(
          (['pending', 'leased'] as const).map((state) =>
            store.listDeliveries(tenant, { state }, { limit: 250 }),
          ),
        )
        return open
          .flat()
          .some(({ state, dueAt }) => state === 'leased' || (dueAt ?? Infinity) <= clock.now())
      }
      // `expect.poll` is for within a test only.
      const areAll = async () => {
        const waiting = await Promise.all(tenants.map(isWaiting))
        if (waiting.includes(true)) throw new Error('Something waits to be delivered')
      }
      await vi.waitFor(areAll, { timeout: 30_000 })
    },
    setBack: (ms) => (behindMs = ms),
    async ask(path, change) {
      const response = await fetch(`${serving.url}/webhooks${path}`, {
        method: change === undefined ? 'GET' : 'PATCH',
        headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
        ...(change !== undefined && { body: JSON.stringify(change) }),
      })
      expect([path, response.status]).toEqual([path, 200])
      return response.json()
    },
    async [Symbol.asyncDispose]() {
      await serving.close()
      await receivers[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

function createApp(
  path: string,
  clock: Clock,
  retryScheduleMs: readonly number[],
): { app: App; created: Webhook<z.infer<typeof Order>> } {
  const app = new App({
    title: 'Bookshop',
    version: '1.0.0',
    delivery: {
      store: sqlite(path),
      clock,
      allowPrivateNetworks: ['127.0.0.0/8'],
      pollMs: 50,
      retryScheduleMs,
      // What fails here is meant to.
      logger: { info: () => {}, warn: () => {} },
      authenticate(request) {
        const token = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
        if (token === operatorToken) return { operator: true }
        const tenant = /^token-of-(.+)$/.exec(token ?? '')?.[1]
        return tenant === undefined ? null : { tenant }
      },
    },
  })
  const created = app.webhooks.post('order.created', {
    summary: 'An order was placed',
    body: Order,
  })
  return { app, created }
}
