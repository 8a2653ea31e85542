/** node:http, with the least that checks three fields. */
import { createServer } from 'node:http'

import { item, listening } from './routes.ts'

const server = createServer((request, response) => {
  const answer = (status: number, value: unknown) => {
    const text = JSON.stringify(value)
    response
      .writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text)
  }
  if (request.url !== '/items') return answer(404, { detail: 'Not Found' })
  if (request.method === 'GET') return answer(200, item)
  let text = ''
  request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  request.on('end', () => {
    const { name, price, inStock } = JSON.parse(text)
    const isValid = typeof name === 'string' && typeof price === 'number' && typeof inStock === 'boolean'
    if (isValid) answer(201, { name, price, inStock })
    else answer(422, { detail: 'Not valid' })
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) listening(address.port)
})
