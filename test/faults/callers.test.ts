import { verify } from '@hookwright/receiver'
import { expect } from 'vitest'

import { startReceiver } from '../../packages/hookwright/test/support/receiver.ts'
import { tenant } from './support/app.ts'
import { eventually } from './support/eventually.ts'
import { scenario } from './support/scenario.ts'

scenario(
  26,
  "one tenant's ids with another's token, in another process: 404, and nothing leaks",
  async (stage) => {
    await using receiver = await startReceiver((response) => response.end())
    const [first, second] = [stage.start(), stage.start({ worker: false })]
    const [firstUrl, secondUrl] = [await first.printed('ready'), await second.printed('ready')]
    const call = (base: string, as: string, method: string, path: string, body?: unknown) =>
      fetch(`${base}/webhooks${path}`, {
        method,
        headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    const made = await call(firstUrl, tenant, 'POST', '/endpoints', { url: receiver.origin })
    expect(made.status).toBe(201)
    const { messageId } = await stage.anything.send('private', { tenant })
    await eventually('it is delivered', async () => (await stage.deliveries())[0]?.state === 'succeeded')
    const [delivery] = await stage.deliveries()
    const before = await stage.endpoints.list(tenant, { limit: 10 })

    const endpoint = `/endpoints/${delivery?.endpointId}`
    const requests: [method: string, path: string, body?: unknown][] = [
      ['GET', endpoint],
      ['PATCH', endpoint, { state: 'disabled' }],
      ['POST', `${endpoint}/rotate-secret`],
      ['POST', `${endpoint}/test`, { eventType: 'anything' }],
      ['DELETE', endpoint],
      ['GET', `/deliveries/${delivery?.id}`],
      ['GET', `/messages/${messageId}`],
    ]
    for (const [method, path, body] of requests) {
      const foreign = await call(secondUrl, 'globex', method, path, body)
      const absent = await call(secondUrl, 'globex', method, path.replace(/_[^/]+/, '_0'), body)
      expect([method, path, foreign.status]).toEqual([method, path, 404])
      expect(await foreign.text()).toBe(await absent.text())
      const named = `${path}?tenant=${tenant}`
      expect((await call(secondUrl, 'globex', method, named, body)).status).toBe(404)
    }
    for (const path of ['/endpoints', '/deliveries']) {
      expect(await (await call(secondUrl, 'globex', 'GET', path)).json()).toEqual([])
    }
    expect(await stage.endpoints.list(tenant, { limit: 10 })).toEqual(before)
    for (const [, path] of requests.slice(5)) {
      expect((await call(secondUrl, tenant, 'GET', path)).status).toBe(200)
    }
  },
)

scenario(27, 'one idempotency key 100 times at once in four processes: one message', async (stage) => {
  await using receiver = await startReceiver((response) => response.end())
  await stage.endpoint(receiver.origin)
  const send = { bodies: Array.from({ length: 25 }, () => 'once'), idempotencyKey: 'the-key', atOnce: 25 }
  const senders = Array.from({ length: 4 }, () => stage.start({ send }))
  await Promise.all(senders.map((sender) => sender.printed('all sent')))
  const lines = senders
    .flatMap((sender) => sender.lines)
    .filter((line) => /^(acknowledged|repeated) /.test(line))
  expect(lines).toHaveLength(100)
  expect(lines.filter((line) => line.startsWith('acknowledged'))).toHaveLength(1)
  expect(new Set(lines.map((line) => line.split(' ')[1])).size).toBe(1)
  await eventually('it is delivered', async () => (await stage.deliveries())[0]?.state === 'succeeded')
  expect(await stage.deliveries()).toHaveLength(1)
  expect(receiver.requests).toHaveLength(1)
})

scenario(28, 'awkward bodies: the bytes that are stored, signed and sent are the same', async (stage) => {
  const bodies: unknown[] = [
    { text: 'Zażółć gęślą jaźń, 日本語, 👩‍👩‍👧, \u{10FFFF}' },
    { separators: '\u2028\u2029\u0000\u001f\u007f\u0085\uFEFF' },
    { loneSurrogate: '\ud800 alone' },
    { zebra: 1, apple: { z: 1, a: 2 }, 10: 'ten', 9: 'nine', '': 'empty' },
    JSON.parse('{"__proto__":{"a":1},"constructor":2}'),
    {
      big: 9007199254740992,
      bigger: 1e21,
      digits: '123456789012345678901234567890',
      least: 5e-324,
      zero: -0,
    },
    ['</script>', '\\', '"', '\r\n', '%0d%0a'],
    '',
    null,
    'x'.repeat(20_000),
  ]
  await using receiver = await startReceiver((response) => response.end())
  const { secret } = await stage.endpoints.create(tenant, { url: receiver.origin })
  const sender = stage.start({ send: { bodies } })
  await sender.printed('all sent')
  const ids = sender.lines.filter((line) => line.startsWith('acknowledged ')).map((line) => line.slice(13))
  expect(ids).toHaveLength(bodies.length)
  await eventually('all have arrived', () => receiver.requests.length === bodies.length)
  for (const [index, id] of ids.entries()) {
    const expected = Buffer.from(JSON.stringify(bodies[index]))
    const stored = await stage.store.findMessage(tenant, id)
    const received = receiver.requests.find(({ headers }) => headers['webhook-id'] === id)
    if (!stored?.body || !received) throw new Error(`Message ${id} is missing.`)
    expect(Buffer.from(stored.body).equals(expected)).toBe(true)
    expect(received.body.equals(expected)).toBe(true)
    await verify({ headers: received.headers, body: received.body, secret })
  }
})

scenario(
  31,
  "a body that violates its schema: rejected in the caller's call, nothing stored",
  async (stage) => {
    await using receiver = await startReceiver((response) => response.end())
    await stage.endpoint(receiver.origin)
    const wrong: { number: number }[] = [
      { number: 1.5 },
      { number: Number.NaN },
      JSON.parse('{"number":"1"}'),
      JSON.parse('{}'),
    ]
    const options = { tenant, idempotencyKey: 'not used up' }
    for (const body of wrong) {
      await expect(stage.numbered.send(body, options)).rejects.toMatchObject({ code: 'body_invalid' })
    }
    expect(await stage.deliveries()).toEqual([])
    expect(await stage.store.nextDueAt()).toBeUndefined()
    // The key of a refused send is free for the corrected one.
    expect(await stage.numbered.send({ number: 1 }, options)).toMatchObject({
      duplicate: false,
      deliveries: 1,
    })
  },
)
