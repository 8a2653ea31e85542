import { createServer, type IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'

import { verify } from '@hookwright/receiver'
import { App } from 'hookwright'
import { createWorker } from 'hookwright/node'
import { sqlite } from 'hookwright/sqlite'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { Webhook as SvixWebhook } from 'svix'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'

import { listenOnLoopback } from '../support/listen.ts'

interface Received {
  headers: IncomingHttpHeaders
  body: Buffer
}

let secret: string
let received: Promise<Received>
let send: (note: string) => Promise<unknown>
let stop: () => Promise<void>

beforeEach(async () => {
  const first = Promise.withResolvers<Received>()
  received = first.promise
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      response.end()
      first.resolve({ headers: request.headers, body })
    })
  })
  const port = await listenOnLoopback(server)

  const app = new App({
    title: 'Notes',
    version: '1',
    delivery: { store: sqlite(':memory:'), allowPrivateNetworks: ['127.0.0.0/8'] },
  })
  const noted = app.webhooks.post('noted', { body: z.object({ note: z.string() }) })
  const worker = createWorker(app)
  await worker.start()
  const made = await app.delivery.endpoints.create('acme', { url: `http://127.0.0.1:${port}/` })
  secret = made.secret
  send = (note) => noted.send({ note }, { tenant: 'acme' })
  stop = async () => {
    await worker.stop()
    await app.close()
    server.close()
    server.closeAllConnections()
  }
})

afterEach(() => stop())

/** The three headers of the standard, which is all that its libraries are given. */
function standardHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature']
  return Object.fromEntries(names.map((name) => [name, String(headers[name])]))
}

const notes = ['plain', 'Grüße, 世界 🎉', 'line\u2028separator\u2029and \u0000', '"quotes" \\ and </script>']

test.each(notes)(
  'what is delivered (%j) verifies with standardwebhooks, svix and our own receiver',
  async (note) => {
    await send(note)
    const { headers, body } = await received
    const text = body.toString('utf8')

    expect(new StandardWebhook(secret).verify(text, standardHeaders(headers))).toEqual({ note })
    expect(() => new SvixWebhook(secret).verify(text, standardHeaders(headers))).not.toThrow()
    await expect(verify({ headers, body, secret })).resolves.toMatchObject({ id: headers['webhook-id'] })
  },
)

test('no verifier accepts it with another secret, or with one byte of the body changed', async () => {
  await send('plain')
  const { headers, body } = await received
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const changed = body.toString('utf8').replace('plain', 'Plain')

  for (const [key, text] of [
    [other, body.toString('utf8')],
    [secret, changed],
  ] as const) {
    expect(() => new StandardWebhook(key).verify(text, standardHeaders(headers))).toThrow(
      'No matching signature',
    )
    expect(() => new SvixWebhook(key).verify(text, standardHeaders(headers))).toThrow('No matching signature')
    await expect(verify({ headers, body: text, secret: key })).rejects.toMatchObject({
      code: 'no_matching_signature',
    })
  }
})
