/** By its own way: JSON Schema, from which it compiles what validates and what writes. */
import { fastify } from 'fastify'

import { item, listening } from './routes.ts'

const schema = {
  type: 'object',
  required: ['name', 'price', 'inStock'],
  properties: { name: { type: 'string' }, price: { type: 'number' }, inStock: { type: 'boolean' } },
} as const

const server = fastify()
server.get('/items', { schema: { response: { 200: schema } } }, async () => item)
server.post('/items', { schema: { body: schema, response: { 201: schema } } }, async (request, reply) => {
  reply.status(201)
  return request.body
})
const url = await server.listen({ port: 0, host: '127.0.0.1' })
listening(Number(new URL(url).port))
