/**
 * Receives at `/<endpoint>`, verifies and counts every request, and fails the share of them that the seed
 * says. Takes the seed, the number of messages and of endpoints; prints `listening <port>`. `PUT /secrets`
 * tells it the endpoints' secrets, `GET /tally` what it has counted.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

import { verify } from '@hookwright/receiver'

import { listenOnLoopback } from '../support/listen.ts'
import { timeoutMs } from './app.ts'
import { answerTo, bodyOf, chance, type SoakBody } from './chance.ts'
import type { Tally } from './tally.ts'

const [seed = 0, messages = 0, endpoints = 0] = process.argv.slice(2).map(Number)

let secrets: string[] = []
/** By message and endpoint: how many requests came, and how many of them were answered with 2xx. */
const requests = new Uint16Array((messages + 1) * endpoints)
const answered = new Uint16Array((messages + 1) * endpoints)
/** Whatever came of a message, it came under one id. */
const ids: string[] = []
const tally: Tally = { requests: 0, received: 0, duplicates: 0, wrong: 0, faults: 0, missing: [] }

const server = createServer((request, response) => {
  serve(request, response).catch((error: unknown) => {
    // A sender that was killed in the middle of its request.
    if (request.destroyed) return
    console.error(error)
    process.exit(1)
  })
})
server.keepAliveTimeout = 60_000
console.log(`listening ${await listenOnLoopback(server)}`)

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request)
  if (request.url === '/secrets') {
    secrets = JSON.parse(body.toString())
    response.end()
  } else if (request.url === '/tally') {
    response.end(JSON.stringify({ ...tally, missing: missing(10) }))
  } else {
    await receive(request, response, body, Number(request.url?.slice(1)))
  }
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
  endpoint: number,
): Promise<void> {
  tally.requests++
  const number = await numberOf(request, body, endpoint)
  if (number === null) {
    tally.wrong++
    response.end()
    return
  }
  const at = number * endpoints + endpoint
  const nth = requests[at] ?? 0
  requests[at] = nth + 1
  const answer = answerTo(seed, number, endpoint, nth)
  if (answer !== 'answer') tally.faults++
  if (answer === 'server error') return void response.writeHead(500).end()
  if (answer === 'reset') return void request.socket.resetAndDestroy()
  if (answer === 'cut') {
    response.writeHead(200, { 'content-length': 100 })
    response.write('less', () => request.socket.destroy())
    return
  }
  const waitMs =
    answer === 'too slow' ? 2 * timeoutMs : answer === 'slow' ? chance(seed, 4, at, nth) * 300 : null
  if (waitMs !== null) await new Promise((resolve) => setTimeout(resolve, waitMs))
  // Nobody waits for the answer any longer: whoever asked timed out or was killed.
  if (request.socket.destroyed) return
  const before = answered[at] ?? 0
  answered[at] = before + 1
  if (before === 0) tally.received++
  else tally.duplicates++
  response.end('ok')
}

/** The number of the message, or null where a byte, the signature or the id is not as it must be. */
async function numberOf(request: IncomingMessage, body: Buffer, endpoint: number): Promise<number | null> {
  try {
    const { id } = await verify({ headers: request.headers, body, secret: secrets[endpoint] ?? '' })
    const { number }: SoakBody = JSON.parse(body.toString())
    if (!body.equals(Buffer.from(JSON.stringify(bodyOf(seed, number))))) return null
    ids[number] ??= id
    return ids[number] === id ? number : null
  } catch {
    return null
  }
}

function missing(most: number): string[] {
  const found: string[] = []
  for (let at = endpoints; at < answered.length && found.length < most; at++) {
    if (answered[at] === 0) found.push(`message ${Math.floor(at / endpoints)} at endpoint ${at % endpoints}`)
  }
  return found
}
