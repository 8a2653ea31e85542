import type { OpenApiDocument } from 'hookwright'
import { expect } from 'vitest'
import { z } from 'zod'

import { startReceiver } from '../../packages/hookwright/test/support/receiver.ts'
import { tenant } from './support/app.ts'
import { eventually } from './support/eventually.ts'
import { scenario } from './support/scenario.ts'

const since = '2000-01-01T00:00:00Z'

/** What the operations of the page's API that take a body would accept. One that is missing here fails the test. */
const bodies: Readonly<Record<string, unknown>> = {
  createWebhookEndpoint: { url: 'https://example.com/mine' },
  updateWebhookEndpoint: { state: 'disabled' },
  sendWebhookTest: { eventType: 'anything' },
  startWebhookReplay: { kind: 'failed', since },
  makeWebhookSample: { eventType: 'anything' },
  sendWebhookTestMessage: { eventType: 'anything' },
}

scenario(
  26,
  "one tenant's ids with the page's session of another, through every route of its API: 404, and nothing leaks",
  async (stage) => {
    await using receiver = await startReceiver((response) => response.writeHead(500).end('no'))
    const url = await stage.start({ delivery: { retryScheduleMs: [0] } }).printed('ready')
    const [own, foreign] = await Promise.all([signIn(url, tenant), signIn(url, 'globex')])

    const made = await own('POST', '/endpoints', { url: `${receiver.origin}/private` })
    expect(made.status).toBe(201)
    const endpointId = idOf(made.text)
    const { messageId } = await stage.anything.send('private', { tenant })
    await eventually('it has failed', async () => (await stage.deliveries())[0]?.state === 'failed')
    const deliveryId = (await stage.deliveries())[0]?.id ?? ''
    const replay = await own('POST', `/endpoints/${endpointId}/replays`, { kind: 'failed', since })
    expect(replay.status).toBe(202)
    const replayId = idOf(replay.text)
    const ids: Readonly<Record<string, string>> = { endpointId, messageId, deliveryId, replayId }
    const nobodys = Object.fromEntries(
      Object.entries(ids).map(([name, id]) => [name, id.replace(/_.+/, '_0')]),
    )
    const ended = async () => (await own('GET', `/endpoints/${endpointId}/replays/${replayId}`)).text
    await eventually('the replay has ended', async () => JSON.parse(await ended()).state === 'done')
    await eventually('it has failed again', async () =>
      (await stage.deliveries()).every(({ state }) => state === 'failed'),
    )
    const reads = [
      `/endpoints/${endpointId}`,
      `/deliveries/${deliveryId}`,
      `/messages/${messageId}`,
      `/endpoints/${endpointId}/replays/${replayId}`,
      '/deliveries',
    ]
    const before = await Promise.all(reads.map((path) => own('GET', path)))
    expect(before.map(({ status }) => status)).toEqual(reads.map(() => 200))
    const secrets = [...Object.values(ids), receiver.origin, 'private', tenant]

    const operations = operationsOf(stage.app.openapi())
    expect(operations.length).toBeGreaterThan(25)
    for (const { operationId, method, path, parameters, takesBody } of operations) {
      const body = takesBody ? bodies[operationId] : undefined
      expect([operationId, takesBody]).toEqual([operationId, body !== undefined])
      const refused = path.startsWith('/operator/') ? 403 : 404
      const foreignPath = filled(path, ids)
      if (refused === 403 || foreignPath !== filled(path, nobodys)) {
        const answer = await foreign(method, foreignPath, body)
        expect([operationId, answer.status]).toEqual([operationId, refused])
        // An id that nobody has is answered alike.
        expect(answer).toEqual(await foreign(method, filled(path, nobodys), body))
        expect(secrets.filter((secret) => answer.text.includes(secret))).toEqual([])
      }
      if (parameters.includes('tenant')) {
        const answer = await foreign(method, `${foreignPath}?tenant=${tenant}`, body)
        expect([operationId, answer.status]).toEqual([operationId, refused])
        expect(secrets.filter((secret) => answer.text.includes(secret))).toEqual([])
      }
      // What filters by an id of another tenant's finds nothing.
      const filters = Object.entries(ids).filter(([name]) => parameters.includes(name))
      if (path === '/deliveries') {
        expect(filters.length).toBeGreaterThan(2)
        for (const [name, id] of filters) {
          const answer = await foreign(method, `${path}?${name}=${id}`)
          expect([name, answer]).toEqual([name, { status: 200, text: '[]' }])
        }
      }
    }

    for (const path of ['/endpoints', '/deliveries', '/messages']) {
      expect([path, await foreign('GET', path)]).toEqual([path, { status: 200, text: '[]' }])
    }
    expect((await foreign('GET', '/session')).text).not.toContain(tenant)
    expect(await firstEvent(url, foreign.cookie, `/deliveries/stream?endpointId=${endpointId}`)).toBe('begun')
    expect(await Promise.all(reads.map((path) => own('GET', path)))).toEqual(before)
  },
)

/** A path with something in the place of each parameter. */
function filled(path: string, ids: Readonly<Record<string, string>>): string {
  const others: Readonly<Record<string, string>> = { eventType: 'anything', language: 'curl' }
  return path.replaceAll(/\{(\w+)\}/g, (place, name: string) => ids[name] ?? others[name] ?? place)
}

function idOf(text: string): string {
  return z.object({ id: z.string() }).parse(JSON.parse(text)).id
}

interface Operation {
  operationId: string
  method: string
  /** Below the page's address. */
  path: string
  /** Names of its parameters, in the path and in the query. */
  parameters: readonly string[]
  takesBody: boolean
}

/** What is read of the document; the rest of a path item is not an operation. */
const PathItem = z.record(
  z.string(),
  z.object({
    operationId: z.string(),
    parameters: z.array(z.object({ name: z.string() })).default([]),
    requestBody: z.unknown().optional(),
  }),
)

/** Everything that the page can ask of its API, but for signing in and out. */
function operationsOf({ paths = {} }: OpenApiDocument): Operation[] {
  const prefix = '/webhooks'
  return Object.entries(paths)
    .filter(([path]) => path.startsWith(`${prefix}/`) && path !== `${prefix}/session`)
    .flatMap(([path, item]) =>
      Object.entries(PathItem.parse(item)).map(([method, { operationId, parameters, requestBody }]) => ({
        operationId,
        method: method.toUpperCase(),
        path: path.slice(prefix.length),
        parameters: parameters.map(({ name }) => name),
        takesBody: requestBody !== undefined,
      })),
    )
}

/** Signs in to the page as its sign-in does, and acts with the cookie from then on, as a browser would. */
async function signIn(url: string, as: string) {
  const entered = await fetch(`${url}/webhooks/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ token: as }),
  })
  expect(entered.ok).toBe(true)
  const cookie = entered.headers
    .getSetCookie()
    .map((set) => set.split(';')[0])
    .join('; ')
  expect(cookie).not.toBe('')
  const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await entered.json())
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/webhooks${path}`, {
      method,
      headers: {
        cookie,
        origin: url,
        ...(method !== 'GET' && { 'x-csrf-token': csrfToken }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    return { status: response.status, text: await response.text() }
  }
  return Object.assign(call, { cookie })
}

/** The name of the first event of a stream. */
async function firstEvent(url: string, cookie: string, path: string): Promise<string | undefined> {
  const ended = new AbortController()
  const response = await fetch(`${url}/webhooks${path}`, { headers: { cookie }, signal: ended.signal })
  let text = ''
  try {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      const [, event] = /^event: ?(\w+)$/m.exec(text) ?? []
      if (event !== undefined) return event
    }
  } finally {
    ended.abort()
  }
  return undefined
}
