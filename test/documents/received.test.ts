import { generateSecret, sign } from '@hookwright/receiver/sign'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { absent } from './documents.ts'
import { answersOf, program, start } from './subscriber.ts'
import { survey, type Surveyed } from './survey.ts'
import { Workshop } from './workshop.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

if (absent) console.warn(`Skipped: ${absent}`)

describe.skipIf(absent).each([
  ['polar-2026-04.json', 'createPolarReceiver', 41],
  ['lithic.yaml', 'createLithicReceiver', 64],
  ['resend.json', 'createResendReceiver', 17],
])('every event of %s', (name, create, count) => {
  let workshop: Workshop
  let surveyed: Surveyed
  let answers: ReadonlyMap<string, string>

  beforeAll(async () => {
    workshop = new Workshop()
    surveyed = await survey(name, workshop)
    answers = answersOf(surveyed)
    workshop.write('program.ts', program(surveyed, create, answers))
  })

  afterAll(() => workshop[Symbol.dispose]())

  test('has a handler in a program that type-checks, and must return the declared answer', async () => {
    expect(await workshop.typeErrors()).toEqual([])
    const silent = program(surveyed, create, new Map())
    workshop.write('silent.ts', silent)
    expect(await workshop.typeErrors()).toHaveLength(answers.size)
    workshop.write('silent.ts', '')
  })

  test('is sampled, signed, sent over HTTP and handled by its own handler, without a mismatch', async () => {
    const secret = generateSecret()
    const { url, next, stop } = await start(workshop.path('program.ts'), secret)
    const handled: unknown[] = []
    for (const [index, { type, body: sample }] of surveyed.samples.entries()) {
      const [id, timestamp, body] = [`msg_${index}`, Math.floor(Date.now() / 1_000), JSON.stringify(sample)]
      const headers = {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': await sign({ id, timestamp, body, secret }),
      }
      const response = await fetch(url, { method: 'POST', headers, body })
      const answer = answers.get(type)
      expect(response.status).toBe(answer === undefined ? 204 : 200)
      expect(await response.text()).toBe(answer ?? '')
      handled.push(await next())
    }
    expect(handled).toEqual(
      surveyed.samples.map(({ type }, index) => ({ handler: type, type, id: `msg_${index}` })),
    )
    expect(handled).toHaveLength(count)
    expect(await stop()).not.toContain('differs from its schema')
  })
})
