import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { createReceiver } from '@hookwright/receiver'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { DeliveryOptions } from '../../src/delivery/options.ts'
import type { AttemptReport } from '../../src/delivery/report.ts'
import { createWorker } from '../../src/delivery/worker.ts'
import { signings } from '../../src/endpoints/endpoint.ts'
import type { EndpointSecret } from '../../src/endpoints/endpoint.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createManaged } from '../support/management.ts'
import { startReceiver, type ReceivedRequest } from '../support/receiver.ts'
import { until } from '../support/until.ts'
import { newPath } from '../store/sqlite/folder.ts'

const newKey = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64')
const closing: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
  vi.restoreAllMocks()
})

/** An app and its worker on a database file, and what they report and print. */
async function open(path: string, delivery: Partial<DeliveryOptions>, laterMs = 0) {
  const reports: AttemptReport[] = []
  const managed = createManaged({
    store: sqlite(path),
    allowPrivateNetworks: ['127.0.0.0/8'],
    onAttempt: (report) => reports.push(report),
    ...delivery,
  })
  const { app, clock, orderPaid } = managed
  clock.advance(laterMs)
  const worker = createWorker(app)
  await worker.start()
  let closed = false
  const close = async () => {
    if (closed) return
    closed = true
    await worker.stop({ graceMs: 0 })
    await app.close()
  }
  closing.push(close)
  return {
    ...managed,
    endpoints: app.delivery.endpoints,
    close,
    reports,
    /** Sends to the endpoint and waits for what its attempt reports. */
    async deliver(endpointId: string): Promise<AttemptReport | undefined> {
      const { messageId } = await orderPaid.send(
        { id: '1', total: 1 },
        { tenant: 'acme', endpoints: [endpointId] },
      )
      const mine = () => reports.find((report) => report.messageId === messageId)
      await until('the attempt is reported', () => mine() !== undefined)
      return mine()
    },
    /** The status with which a receiver that has only this secret answers what was received. */
    async answer(secret: string | null, request: ReceivedRequest | undefined): Promise<number> {
      const receive = createReceiver({ secret: secret ?? '', on: {}, now: () => clock.now() })
      const headers = Object.entries(request?.headers ?? {}).map(([name, value]): [string, string] => [
        name,
        String(value),
      ])
      const body = request && Uint8Array.from(request.body)
      return (await receive(new Request('https://receiver.example/', { method: 'POST', headers, body })))
        .status
    },
  }
}

async function receiver() {
  const started = await startReceiver((response) => response.writeHead(204).end())
  closing.push(async () => started[Symbol.asyncDispose]())
  return started
}

/** Every byte of the database: its file and what belongs to it. */
function fileBytes(path: string): Buffer {
  return Buffer.concat(
    ['', '-wal', '-shm']
      .map((end) => path + end)
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file)),
  )
}

function storedSecrets(path: string): Map<string, EndpointSecret[]> {
  using database = new DatabaseSync(path)
  const rows = database.prepare('select id, secrets from hookwright_endpoint order by id').all()
  return new Map(rows.map(({ id, secrets }) => [String(id), JSON.parse(String(secrets))]))
}

function overwriteSecret(path: string, id: string, secret: string): void {
  using database = new DatabaseSync(path)
  const secrets = JSON.stringify([{ secret, expiresAt: null }])
  database.prepare('update hookwright_endpoint set secrets = ? where id = ?').run(secrets, id)
}

/** The part of a `whsec_` or `whsk_` text that must be found nowhere, as text and as the bytes it stands for. */
function tracesOf(secret: string): Buffer[] {
  const encoded = secret.slice(secret.indexOf('_') + 1)
  return [Buffer.from(encoded.slice(0, 40)), Buffer.from(encoded, 'base64').subarray(0, 32)]
}

describe.each(signings)('an endpoint that is signed for with %s', (signing) => {
  test('is delivered to with an encrypted secret, of which the database holds no trace', async () => {
    const path = newPath()
    const target = await receiver()
    const line = await open(path, { encryptionKeys: [newKey()] })
    const { endpoint, secret } = await line.endpoints.create('acme', { url: target.origin, signing })
    expect(await line.deliver(endpoint.id)).toMatchObject({ outcome: 'succeeded' })
    expect(await line.answer(secret ?? endpoint.publicKey, target.requests[0])).toBe(204)

    const rotated = await line.endpoints.rotateSecret('acme', endpoint.id)
    expect(await line.deliver(endpoint.id)).toMatchObject({ outcome: 'succeeded' })
    for (const each of [
      secret ?? endpoint.publicKey,
      rotated?.secret ?? rotated?.endpoint.publicKey ?? null,
    ]) {
      expect(await line.answer(each, target.requests[1])).toBe(204)
    }
    expect(await line.answer('whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX', target.requests[1])).toBe(401)

    const { secretBox } = line.app.delivery.line
    const [stored = []] = storedSecrets(path).values()
    expect(stored).toHaveLength(2)
    const owner = { tenant: 'acme', endpointId: endpoint.id }
    const plain = await Promise.all(stored.map(async (each) => secretBox.open(each.secret, owner)))
    const whileOpen = fileBytes(path)
    await line.close()
    for (const bytes of [whileOpen, fileBytes(path)]) {
      expect(bytes.includes(endpoint.id)).toBe(true)
      expect(bytes.includes('enc1_')).toBe(true)
      for (const each of plain) for (const trace of tracesOf(each)) expect(bytes.includes(trace)).toBe(false)
    }
  })

  test('that was made before there was a key goes on, and is encrypted when it is rotated', async () => {
    const path = newPath()
    const target = await receiver()
    const before = await open(path, {})
    const { endpoint, secret } = await before.endpoints.create('acme', { url: target.origin, signing })
    await before.close()
    const [stored = []] = storedSecrets(path).values()
    // The search that finds nothing in the test above would find it.
    for (const each of stored) expect(fileBytes(path).includes(tracesOf(each.secret)[0] ?? '')).toBe(true)

    const after = await open(path, { encryptionKeys: [newKey()], secretGraceSeconds: 60 })
    expect(await after.endpoints.find('acme', endpoint.id)).toEqual(endpoint)
    expect(await after.deliver(endpoint.id)).toMatchObject({ outcome: 'succeeded' })
    expect(await after.answer(secret ?? endpoint.publicKey, target.requests[0])).toBe(204)
    const rotated = await after.endpoints.rotateSecret('acme', endpoint.id)
    expect(await after.deliver(endpoint.id)).toMatchObject({ outcome: 'succeeded' })
    for (const each of [
      secret ?? endpoint.publicKey,
      rotated?.secret ?? rotated?.endpoint.publicKey ?? null,
    ]) {
      expect(await after.answer(each, target.requests[1])).toBe(204)
    }
    const kinds = [...storedSecrets(path).values()].flat().map((each) => each.secret.split('_')[0])
    expect(kinds).toEqual(['enc1', signing === 'v1' ? 'whsec' : 'whsk'])
  })

  test('whose key is lost is blocked with the cure and retried, can be read, and heals by a rotation', async () => {
    const printed = (['warn', 'info', 'error', 'log'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => {}),
    )
    const path = newPath()
    const target = await receiver()
    const keys = [newKey(), newKey()] as const
    const before = await open(path, { encryptionKeys: [keys[0]] })
    const { endpoint, secret } = await before.endpoints.create('acme', { url: target.origin, signing })
    await before.close()

    const lost = await open(path, { encryptionKeys: [keys[1]] })
    const report = await lost.deliver(endpoint.id)
    expect(report).toMatchObject({ outcome: 'blocked', status: null, attempt: 1 })
    expect(report?.nextAttemptAt).toBeGreaterThan(lost.clock.now())
    expect(report?.error).toMatch(
      /It cannot be signed: The secret of endpoint \S+ of tenant "acme" cannot be decrypted: it was encrypted with the key [0-9a-f]{8}, which is not among delivery.encryptionKeys \([0-9a-f]{8}\); add it, or rotate the secret\./,
    )
    expect(await lost.endpoints.list('acme', { limit: 10 })).toEqual([{ ...endpoint, publicKey: null }])
    expect(target.requests).toHaveLength(0)
    const said = JSON.stringify([lost.reports, printed.map((spy) => spy.mock.calls)])
    for (const each of [...keys, secret?.slice(6) ?? 'whsk_']) expect(said).not.toContain(each)
    await lost.close()

    const found = await open(path, { encryptionKeys: [keys[1], keys[0]] }, 60_000)
    await until('the retry is made', () => found.reports.length === 1)
    expect(found.reports[0]).toMatchObject({ outcome: 'succeeded', attempt: 2 })
    expect(await found.answer(secret ?? endpoint.publicKey, target.requests[0])).toBe(204)
    await found.close()

    const lostAgain = await open(path, { encryptionKeys: [keys[1]] }, 60_000)
    const rotated = await lostAgain.endpoints.rotateSecret('acme', endpoint.id)
    expect(rotated?.endpoint.signing).toBe(signing)
    expect(await lostAgain.deliver(endpoint.id)).toMatchObject({ outcome: 'succeeded' })
    const now = rotated?.secret ?? rotated?.endpoint.publicKey ?? null
    expect(await lostAgain.answer(now, target.requests[1])).toBe(204)
  })
})

describe('a database that was tampered with', () => {
  test('delivers nothing with a secret that was moved from another endpoint, or changed', async () => {
    const path = newPath()
    const target = await receiver()
    const line = await open(path, { encryptionKeys: [newKey()] })
    const [ours, theirs] = [
      await line.endpoints.create('acme', { url: target.origin }),
      await line.endpoints.create('globex', { url: target.origin }),
    ]
    const ourSecret = storedSecrets(path).get(ours.endpoint.id)?.[0]?.secret ?? ''
    const theirSecret = storedSecrets(path).get(theirs.endpoint.id)?.[0]?.secret ?? ''
    expect(await line.deliver(ours.endpoint.id)).toMatchObject({ outcome: 'succeeded' })

    const flipped = ourSecret.slice(0, -8) + (ourSecret.at(-8) === 'A' ? 'B' : 'A') + ourSecret.slice(-7)
    for (const forged of [theirSecret, flipped, ourSecret.replace('_v1_', '_v1a_'), 'enc2_x']) {
      overwriteSecret(path, ours.endpoint.id, forged)
      expect(await line.deliver(ours.endpoint.id)).toMatchObject({
        outcome: 'blocked',
        error: expect.stringContaining(
          'is damaged, or was moved here from another endpoint; rotate the secret',
        ),
      })
    }
    overwriteSecret(path, ours.endpoint.id, ourSecret)
    expect(await line.deliver(ours.endpoint.id)).toMatchObject({ outcome: 'succeeded' })
    expect(target.requests).toHaveLength(2)
  })
})

test('a key that cannot be one is refused when the app is made', () => {
  expect(() => createManaged({ encryptionKeys: ['hunter2'] })).toThrow(
    expect.objectContaining({ code: 'bad_option', message: expect.not.stringContaining('hunter2') }),
  )
})
