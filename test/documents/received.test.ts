import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

import { generateSecret, sign } from '@hookwright/receiver/sign'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { Sampler } from '../../packages/hookwright/src/documents/sample.ts'
import { absent, readDocument } from './documents.ts'
import { survey, type Surveyed } from './survey.ts'
import { Workshop } from './workshop.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

if (absent) console.warn(`Skipped: ${absent}`)

/** What a handler is to answer, as text of a program, by event type. */
function answersOf(surveyed: Surveyed): Map<string, string> {
  const document = readDocument(surveyed.name)
  const sampler = new Sampler(document)
  const types = new Map(surveyed.events.map(({ name, type }) => [name, type]))
  return new Map(
    document.webhooks.flatMap((webhook): [string, string][] => {
      if (!webhook.answer || webhook.answer.optional) return []
      const made = sampler.sample({ ...webhook, body: { schema: webhook.answer.schema, examples: [] } })
      if (!made.ok) throw new Error(`No answer to ${webhook.name}: ${made.reason}`)
      return [[types.get(webhook.name) ?? webhook.name, JSON.stringify(made.body)]]
    }),
  )
}

/** A subscriber's program: a handler for each event, which says that it was called. */
function program({ module, events }: Surveyed, create: string, answers: ReadonlyMap<string, string>): string {
  const handlers = events.map(({ type }) => {
    const name = JSON.stringify(type)
    const answer = answers.get(type)
    return `    ${name}: (event) => {
      said(${name}, event.type, event.id)
${answer === undefined ? '' : `      return ${answer}\n`}    },`
  })
  return `import { createServer } from 'node:http'
import { toNodeHandler } from '@hookwright/receiver/node'
import { ${create} } from './${module}'

const said = (handler: string, type: string | undefined, id: string) => console.log(JSON.stringify({ handler, type, id }))

const receive = ${create}({
  secret: process.env['SECRET'] ?? '',
  on: {
${handlers.join('\n')}
  },
  fallback: ({ type, id }) => said('fallback', type, id),
})
const server = createServer(toNodeHandler(receive))
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify(server.address())))
`
}

/** Node runs the program as it is: it strips the types. */
async function start(file: string, secret: string) {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const warnings = text(child.stderr)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`The program ended: ${await warnings}`)
    return JSON.parse(value)
  }
  const { port } = await next()
  const stop = async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
    return warnings
  }
  return { url: `http://127.0.0.1:${port}/`, next, stop }
}

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
