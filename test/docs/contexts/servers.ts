import type { Express } from 'express'
import type { FastifyInstance } from 'fastify'
import type { Hono } from 'hono'

export declare const hono: Hono
export declare const server: Express & FastifyInstance
export declare const Bun: { serve(options: { fetch(request: Request): Promise<Response> }): void }
export declare const Deno: { serve(fetch: (request: Request) => Promise<Response>): void }
export { serve } from '@hono/node-server'
