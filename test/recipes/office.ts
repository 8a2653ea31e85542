import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as real } from 'node:timers/promises'

import { App, type Store } from 'hookwright'
import { createWorker } from 'hookwright/node'

import { listenOnLoopback } from '../support/listen.ts'

/** An order whose customer is unknown is refused when the transaction commits, after all else in it was done. */
export const tables = `
create table customers (id text primary key);
create table orders (
  id text primary key,
  customer text not null references customers (id) deferrable initially deferred,
  total double precision not null
);
insert into customers values ('zoe');`

export const order = { id: 'o1', customer: 'zoe', total: 12.5 }
export const orderOfNobody = { id: 'o2', customer: 'nobody', total: 1 }

/** A subscriber on loopback, and another process, so to speak, that delivers to it what the shop sends. */
export interface Office extends AsyncDisposable {
  /** What the subscriber has been sent. */
  received: unknown[]
  /** Resolves when it was sent this many. */
  hasReceived(count: number): Promise<void>
  /** The bodies of all that is or was to be delivered. */
  stored(): Promise<unknown[]>
}

export async function openOffice(store: Store): Promise<Office> {
  const received: unknown[] = []
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push(JSON.parse(body.toString()))
      response.end()
    })
  })
  const port = await listenOnLoopback(server)
  const app = new App({
    title: 'Office',
    version: '1.0.0',
    delivery: { store, allowPrivateNetworks: ['127.0.0.0/8'] },
  })
  const { endpoints } = app.delivery
  await endpoints.create('acme', { url: `http://127.0.0.1:${port}/` })
  const worker = createWorker(app)
  await worker.start()
  return {
    received,
    async hasReceived(count) {
      for (let tries = 0; received.length < count; tries++) {
        if (tries === 1_000) throw new Error(`Waited in vain for ${count} requests.`)
        await real(10)
      }
    },
    async stored() {
      const deliveries = await store.listDeliveries('acme', {}, { limit: 100 })
      const messages = deliveries.map(({ messageId }) => store.findMessage('acme', messageId))
      return (await Promise.all(messages)).map((message) =>
        JSON.parse(String(Buffer.from(message?.body ?? []))),
      )
    },
    async [Symbol.asyncDispose]() {
      await worker.stop()
      await app.close()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
