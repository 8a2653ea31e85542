/** Fastify 5: in a scope of its own, where Fastify reads no bodies. */
import Fastify from 'fastify'
import { toNodeHandler } from 'hookwright/node'

import { app, prefix } from './app.ts'

export const server = Fastify()

server.get('/', () => 'fastify')
server.post('/own', (request) => request.body)

const api = toNodeHandler(app, { prefix })

await server.register((scope, _options, done) => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
  for (const url of [prefix, `${prefix}/*`]) {
    scope.all(url, (request, reply) => {
      // From here on the answer is Hookwright's.
      reply.hijack()
      api(request.raw, reply.raw)
    })
  }
  done()
})

if (import.meta.main) {
  await server.listen({ port: 8000 })
  console.log('http://localhost:8000/api/docs')
}
