/** Receivers behind node:http, Express and Fastify. Other frameworks have `Request` and `Response`, and need nothing. */
export { toNodeHandler } from './node-handler.ts'
export type { NodeHandler, NodeHandlerOptions, NodeRequest } from './node-handler.ts'
export { toFastifyPlugin } from './fastify.ts'
export type { FastifyPlugin, FastifyScope } from './fastify.ts'
