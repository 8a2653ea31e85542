import { Hono } from 'hono'

import { receive } from './shop.ts'

export const app = new Hono().post('/webhooks', (c) => receive(c.req.raw))
