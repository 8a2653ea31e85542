import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'

import { startReceiver } from '../../support/receiver.ts'
import { until } from '../../support/until.ts'
import { hookwright, startHookwright } from '../command-line.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hookwright-gateway-worker-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const document = {
  openapi: '3.1.0',
  info: { title: 'Shop', version: '1' },
  webhooks: {
    paid: { post: { requestBody: { content: { 'application/json': { schema: { type: 'object' } } } } } },
  },
}

const Started = z.object({ url: z.string(), developmentToken: z.string() })

test('a worker without an app delivers what a gateway takes, by the same settings', async () => {
  const config = join(folder, 'hookwright.json')
  writeFileSync(join(folder, 'openapi.json'), JSON.stringify(document))
  writeFileSync(
    config,
    JSON.stringify({
      document: join(folder, 'openapi.json'),
      database: join(folder, 'hookwright.db'),
      allowPrivateNetworks: ['127.0.0.0/8'],
    }),
  )
  await using receiver = await startReceiver((response) => void response.end())
  await using gateway = startHookwright(['serve', '--config', config, '--port', '0', '--no-worker'])
  const { url, developmentToken } = Started.parse(await gateway.line('started'))
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${developmentToken}`, 'content-type': 'application/json' }
    return (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).status
  }
  expect(await post('/webhooks/endpoints?tenant=acme', { url: receiver.origin })).toBe(201)
  expect(await post('/events/paid?tenant=acme', { number: 1 })).toBe(202)

  await using worker = startHookwright(['worker', '--config', config])
  await worker.line('started')
  await until('the event has come', () => receiver.requests.length === 1)
  worker.kill('SIGTERM')
  expect(await worker.line('stopped')).toMatchObject({ attempts: 1, outcomes: { succeeded: 1 } })
})

test('a worker that is told neither an app nor a database says what to name', async () => {
  const { code, stderr } = await hookwright(['worker'], { cwd: folder })
  expect(code).toBe(2)
  expect(stderr).toContain("name the app's module, or a gateway's --config, --database or --database-url")
})
