import { App, type Clock, type DeliveryOptions, type Store, type Webhook } from 'hookwright'
import { z } from 'zod'

import { storeAt } from './store-at.ts'

/** Everything that makes one process of a scenario; passed to it as JSON. */
export interface PartySetup {
  /** As `storeAt` takes it. */
  store: string
  /** How long a call waits for a busy database. Default: 5,000. */
  waitMs?: number | undefined
  /** Whether it delivers. Default: true. */
  worker?: boolean
  /** How far its clock is ahead of the machine's. Default: 0. */
  clockOffsetMs?: number
  /** Dies of SIGKILL, by its own hand, once this method of the store has committed. */
  dieAfter?: keyof Store
  /** Dies of SIGKILL, by its own hand, when it is about to call this method of the store. */
  dieBefore?: keyof Store
  /** Hears nothing of what other processes store. */
  deaf?: boolean
  delivery?: Partial<Pick<DeliveryOptions, 'timeoutMs' | 'leaseMs' | 'retryScheduleMs' | 'concurrency'>>
  send?: {
    bodies: readonly unknown[]
    idempotencyKey?: string
    /** Default: 1. */
    atOnce?: number
  }
}

export const tenant = 'acme'

/** Leases are this long unless a setup says otherwise; a process whose clock is this much ahead sees them ended. */
export const leaseMs = 40_000

/** The app of every process in a scenario. Its management API takes `Bearer <tenant>` for a proof. */
export function createApp(setup: PartySetup): {
  app: App
  anything: Webhook<unknown>
  numbered: Webhook<{ number: number }>
} {
  const { clockOffsetMs = 0 } = setup
  const clock: Clock = {
    now: () => Date.now() + clockOffsetMs,
    after(delayMs, wake) {
      const timer = setTimeout(wake, delayMs)
      return () => clearTimeout(timer)
    },
  }
  const app = new App({
    title: 'Faults',
    version: '1',
    delivery: {
      store: faulty(storeAt(setup.store, setup.waitMs), setup),
      clock,
      worker: setup.worker ?? true,
      allowPrivateNetworks: ['127.0.0.0/8'],
      timeoutMs: 20_000,
      leaseMs,
      retryScheduleMs: Array.from({ length: 20 }, (_, attempt) => (attempt === 0 ? 0 : 100)),
      pollMs: 100,
      authenticate: (request) => {
        const name = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
        return name === undefined ? null : { tenant: name }
      },
      ...setup.delivery,
    },
  })
  const anything = app.webhooks.post('anything', { body: z.unknown() })
  const numbered = app.webhooks.post('numbered', { body: z.object({ number: z.int() }) })
  return { app, anything, numbered }
}

function faulty(store: Store, { dieAfter, dieBefore, deaf }: PartySetup): Store {
  return new Proxy(store, {
    get(target, key): unknown {
      const value: unknown = Reflect.get(target, key)
      if (typeof value !== 'function') return value
      const method: (...args: unknown[]) => unknown = value.bind(target)
      if (key === 'subscribe' && deaf) return () => () => {}
      if (key === dieBefore) return die
      if (key === dieAfter) {
        return async (...args: unknown[]) => {
          await method(...args)
          die()
        }
      }
      return method
    },
  })
}

function die(): never {
  process.kill(process.pid, 'SIGKILL')
  // The signal needs a moment; nothing may happen in it.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
}
