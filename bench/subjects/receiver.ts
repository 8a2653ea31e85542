/** Receives what the variants deliver. Prints its ports, and ends when its standard input does. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'

import { quantile } from '../statistics.ts'

let received = 0

/** As little as an HTTP server of Node can do. */
const bare = createServer((request, response) => {
  received++
  request.resume()
  response.writeHead(204).end()
})

/** Milliseconds from send to here. */
let latencies: number[] = []

const timed = createServer((request, response) => {
  const { url = '/' } = request
  if (request.method === 'GET') {
    response.setHeader('content-type', 'application/json')
    if (url === '/count') return void response.end(JSON.stringify(received))
    if (url === '/arrived') return void response.end(JSON.stringify(latencies.length))
    response.end(JSON.stringify(summary()))
    latencies = []
    return undefined
  }
  if (url.startsWith('/hang')) return void request.resume()
  if (url.startsWith('/quick')) {
    request.resume()
    return void response.writeHead(204).end()
  }
  const now = process.hrtime.bigint()
  let text = ''
  request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  request.on('end', () => {
    const { sentAt }: { sentAt: string } = JSON.parse(text)
    latencies.push(Number(now - BigInt(sentAt)) / 1e6)
    response.writeHead(204).end()
  })
  return undefined
})

function summary() {
  return { count: latencies.length, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }
}

async function listen(server: Server): Promise<number> {
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

console.log(`listening ${JSON.stringify({ bare: await listen(bare), timed: await listen(timed) })}`)
process.stdin.resume().on('end', () => process.exit())
