import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'

import { afterEach, describe, expect, test, vi } from 'vitest'

import { absent, documentPath } from '../documents/documents.ts'
import { answersOf, program, start } from '../documents/subscriber.ts'
import { survey, type EventReport, type SurveyedSample } from '../documents/survey.ts'
import { Workshop } from '../documents/workshop.ts'
import { Folder, freePort, startGateway } from './serving.ts'

vi.setConfig({ testTimeout: 180_000 })

if (absent) console.warn(`Skipped: ${absent}`)

const cleanUps: (() => unknown)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp()
})

/** Whether a receiver can tell the event by this sample; of some only the document's own examples say what they are. */
function tells({ body, from }: SurveyedSample, event: EventReport | undefined): boolean {
  const { confidence = 'none', how = '' } = event ?? {}
  if (body === undefined || confidence === 'none' || confidence === 'guess') return false
  return from === 'example' || !['example', 'shared_enum', 'list_item'].includes(how)
}

describe.skipIf(absent).each([
  ['polar-2026-04.json', 41, 41],
  ['lithic.yaml', 64, 64],
  ['resend.json', 17, 17],
  ['openai.json', 16, 16],
  // Of six the document's own examples do not fit their schemas, and nothing else does.
  ['clerk-webhooks-2025-04-15.yaml', 45, 39],
  ['adyen/adyen-Webhooks-v1.json', 48, 48],
])('%s', (name, count, sampled) => {
  test('is served, and every event of it published, delivered and handled by its own handler', async () => {
    const workshop = new Workshop()
    const folder = new Folder()
    cleanUps.push(
      () => workshop[Symbol.dispose](),
      () => folder[Symbol.dispose](),
    )
    const surveyed = await survey(name, workshop)
    expect(surveyed.samples).toHaveLength(count)
    const generated = readFileSync(workshop.path(surveyed.module), 'utf8')
    const [create = ''] = /create\w+Receiver/.exec(generated) ?? []
    workshop.write('program.ts', program(surveyed, create, answersOf(surveyed)))
    const gateway = await startGateway(documentPath(name), folder.file('hookwright.db'))
    cleanUps.push(() => gateway[Symbol.asyncDispose]())
    expect(gateway.events).toBe(count)

    const port = await freePort()
    const secret = await gateway.register(`http://127.0.0.1:${port}/`)
    const subscriber = await start(workshop.path('program.ts'), secret, port)
    cleanUps.push(() => subscriber.stop())

    const published = new Map<string, { type: string; text: string }>()
    for (const [index, { type, body, whyNot }] of surveyed.samples.entries()) {
      const event = surveyed.events[index]?.name ?? ''
      // Its own schema contradicts its examples: the gateway would refuse them, too.
      if (whyNot !== undefined) continue
      // As no serialiser of ours would write it.
      const text = body === undefined ? '' : `${JSON.stringify(body, null, 3)}\n`
      const { messageId, deliveries } = await gateway.publishWell(event, text)
      expect(deliveries).toBe(1)
      published.set(messageId, { type, text })
    }
    const handled = new Map<string, unknown>()
    while (handled.size < published.size) {
      const { handler, id } = await subscriber.next()
      handled.set(id, handler)
    }
    expect(published.size).toBe(sampled)
    const told = new Set(
      surveyed.samples
        .filter((sample, index) => tells(sample, surveyed.events[index]))
        .map(({ type }) => type),
    )
    const wrong = [...published].filter(([id, { type }]) => told.has(type) && handled.get(id) !== type)
    expect(wrong.map(([id, { type }]) => `${type} was handled as ${String(handled.get(id))}`)).toEqual([])
    for (const [id, { text }] of published) {
      const { body } = await gateway.ask('GET', `/webhooks/messages/${id}?tenant=acme`)
      expect(body).toMatchObject({ body: text })
    }
    expect(gateway.log()).not.toContain('request_failed')
  })
})

test.skipIf(absent)('curl publishes what a sample of the gateway itself is', async () => {
  using folder = new Folder()
  await using gateway = await startGateway(documentPath('resend.json'), folder.file('hookwright.db'))
  const { body } = await gateway.ask('POST', '/webhooks/samples?tenant=acme', { eventType: 'email.sent' })
  if (typeof body !== 'object' || body === null || !('body' in body)) throw new Error('There is no sample.')
  folder.write('sample.json', String(body.body))
  const { stdout } = await promisify(execFile)('curl', [
    '--silent',
    '--fail-with-body',
    '--request',
    'POST',
    '--header',
    `authorization: Bearer ${gateway.key}`,
    '--header',
    'content-type: application/json',
    '--data-binary',
    `@${folder.file('sample.json')}`,
    `${gateway.url}/events/email.sent?tenant=acme`,
  ])
  expect(JSON.parse(stdout)).toEqual({
    messageId: expect.stringMatching(/^msg_/),
    deliveries: 0,
    duplicate: false,
  })
})
