import type { ServerResponse } from 'node:http'
import { toNodeHandler } from './node-handler.ts'
import type { NodeHandlerOptions, NodeRequest } from './node-handler.ts'
import type { Receiver } from './receive.ts'

/** As much of a Fastify instance as is needed, so that Fastify need not be installed. */
export interface FastifyScope {
  removeAllContentTypeParsers(): unknown
  addContentTypeParser(
    contentType: '*',
    parser: (request: unknown, payload: unknown, done: (error: Error | null) => void) => void,
  ): unknown
  all(
    path: string,
    handler: (request: { raw: NodeRequest }, reply: { raw: ServerResponse; hijack(): unknown }) => void,
  ): unknown
}

export type FastifyPlugin = (scope: FastifyScope, options: object, done: () => void) => void

/**
 * A receiver as a plugin for Fastify: `app.register(toFastifyPlugin(receiver), { prefix: '/webhooks' })`.
 *
 * It takes the body parsers out of its own scope, so that the receiver gets the raw bytes; those of the
 * rest of the application stay.
 */
export function toFastifyPlugin(receiver: Receiver, options: NodeHandlerOptions = {}): FastifyPlugin {
  const handle = toNodeHandler(receiver, options)
  return (scope, _, done) => {
    scope.removeAllContentTypeParsers()
    // One that reads nothing: without any, Fastify would answer 415.
    scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    scope.all('/', (request, reply) => {
      reply.hijack()
      handle(request.raw, reply.raw)
    })
    done()
  }
}
