import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'

import { Sampler } from '../../packages/hookwright/src/documents/sample.ts'
import { readDocument } from './documents.ts'
import type { Surveyed } from './survey.ts'

/** What a handler is to answer, as text of a program, by event type. */
export function answersOf(surveyed: Surveyed): Map<string, string> {
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
export function program(
  { module, events }: Surveyed,
  create: string,
  answers: ReadonlyMap<string, string>,
): string {
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
server.listen(Number(process.env['PORT']), '127.0.0.1', () => console.log(JSON.stringify(server.address())))
`
}

/** Node runs the program as it is: it strips the types. */
export async function start(file: string, secret: string, port = 0) {
  const child = spawn(process.execPath, [file], {
    env: { ...process.env, SECRET: secret, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const warnings = text(child.stderr)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`The program ended: ${await warnings}`)
    return JSON.parse(value)
  }
  const { port: taken } = await next()
  const stop = async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
    return warnings
  }
  return { url: `http://127.0.0.1:${taken}/`, next, stop }
}
