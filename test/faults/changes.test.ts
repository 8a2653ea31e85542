import { verify } from '@hookwright/receiver'
import { expect } from 'vitest'

import { startReceiver, type ReceivedRequest } from '../../packages/hookwright/test/support/receiver.ts'
import { tenant } from './support/app.ts'
import { eventually } from './support/eventually.ts'
import { scenario, type Stage } from './support/scenario.ts'

/** A delivery that keeps being retried by a worker in another process. */
async function retried(stage: Stage, url: string): Promise<string> {
  const endpointId = await stage.endpoint(url)
  await stage.anything.send('retried', { tenant })
  stage.start()
  await eventually('it is retried', async () => ((await stage.deliveries())[0]?.attempts ?? 0) >= 2)
  return endpointId
}

scenario(
  20,
  'an endpoint is deleted mid-retry: the delivery is canceled, its attempts stay readable',
  async (stage) => {
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const endpointId = await retried(stage, receiver.origin)
    expect(await stage.endpoints.delete(tenant, endpointId)).toBe(true)
    await eventually('it is canceled', async () => (await stage.deliveries())[0]?.state === 'canceled')
    await expectQuiet(stage, receiver.requests)
  },
)

scenario(
  20,
  'an endpoint is disabled mid-retry: the delivery is canceled, its attempts stay readable',
  async (stage) => {
    await using receiver = await startReceiver((response) => response.writeHead(500).end())
    const endpointId = await retried(stage, receiver.origin)
    await stage.endpoints.update(tenant, endpointId, { state: 'disabled' })
    await eventually('it is canceled', async () => (await stage.deliveries())[0]?.state === 'canceled')
    await expectQuiet(stage, receiver.requests)
    expect(await stage.endpoints.find(tenant, endpointId)).toMatchObject({ disabledReason: 'by_request' })
  },
)

/** A later message to another endpoint overtakes whatever would still be on its way. */
async function expectQuiet(stage: Stage, requests: readonly ReceivedRequest[]): Promise<void> {
  const [canceled] = await stage.deliveries()
  const attempts = await stage.store.listAttempts(tenant, canceled?.id ?? '')
  expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, index) => index + 1))
  expect(attempts).toHaveLength(requests.length)
  expect(canceled).toMatchObject({ attempts: requests.length, lastOutcome: 'server_error' })
  await using other = await startReceiver((response) => response.end())
  const otherId = await stage.endpoint(other.origin)
  for (let number = 1; number <= 5; number++) {
    await stage.anything.send(number, { tenant, endpoints: [otherId] })
    await eventually('the other endpoint has its message', () => other.requests.length === number)
  }
  expect(attempts).toHaveLength(requests.length)
}

scenario(20, 'an endpoint gets another URL mid-retry: the next attempt goes there', async (stage) => {
  await using before = await startReceiver((response) => response.writeHead(500).end())
  await using after = await startReceiver((response) => response.end())
  const endpointId = await retried(stage, before.origin)
  await stage.endpoints.update(tenant, endpointId, { url: `${after.origin}/moved` })
  await eventually('it is delivered', async () => (await stage.deliveries())[0]?.state === 'succeeded')
  expect(after.requests.map(({ path }) => path)).toEqual(['/moved'])
  expect(after.requests[0]?.headers['webhook-id']).toBe(before.requests[0]?.headers['webhook-id'])
  expect((await stage.deliveries())[0]).toMatchObject({ attempts: before.requests.length + 1 })
})

scenario(
  21,
  'two rotations at once during retries: all three secrets verify until expiry, then the newest',
  async (stage) => {
    let well = false
    await using receiver = await startReceiver((response) => response.writeHead(well ? 200 : 500).end())
    const { endpoint, secret } = await stage.endpoints.create(tenant, { url: receiver.origin })
    const endpointId = endpoint.id
    await stage.anything.send('rotated', { tenant })
    const worker = stage.start()
    await eventually('it is retried', () => receiver.requests.length >= 2)
    const rotated = await Promise.all([1, 2].map(() => stage.endpoints.rotateSecret(tenant, endpointId)))
    const secrets = [secret, ...rotated.map((result) => result?.secret ?? '')]
    expect(new Set(secrets).size).toBe(3)
    const since = receiver.requests.length
    // One attempt may have been claimed before.
    await eventually('it is retried', () => receiver.requests.length >= since + 2)
    well = true
    await eventually('it is delivered', async () => (await stage.deliveries())[0]?.state === 'succeeded')
    const last = receiver.requests.at(-1)
    for (const one of secrets) await verifies(last, one, 0)
    worker.kill('SIGKILL')

    const twoDaysMs = 2 * 86_400_000
    stage.start({ clockOffsetMs: twoDaysMs })
    await stage.anything.send('later', { tenant })
    await eventually('the later one arrives', () => receiver.requests.at(-1)?.body.toString() === '"later"')
    const later = await Promise.allSettled(
      secrets.map((one) => verifies(receiver.requests.at(-1), one, twoDaysMs)),
    )
    // The first one has expired, and of the two that were made at once whichever was stored first.
    expect(later[0]).toMatchObject({ reason: { code: 'no_matching_signature' } })
    expect(
      later
        .slice(1)
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual(['fulfilled', 'rejected'])
  },
)

async function verifies(
  request: ReceivedRequest | undefined,
  secret: string,
  aheadMs: number,
): Promise<void> {
  if (!request) throw new Error('Nothing arrived.')
  await verify({ headers: request.headers, body: request.body, secret, now: () => Date.now() + aheadMs })
}
