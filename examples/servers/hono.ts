/** @hono/node-server, and Hono on any other runtime: the app is mounted like any fetch handler. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

import { app, prefix } from './app.ts'

export const hono = new Hono()

hono.get('/', (context) => context.text('hono'))
hono.mount(prefix, app.fetch)

if (import.meta.main) {
  serve({ fetch: hono.fetch, port: 8000 }, () => console.log('http://localhost:8000/api/docs'))
}
