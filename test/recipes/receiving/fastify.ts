import { toFastifyPlugin } from '@hookwright/receiver/node'
import fastify from 'fastify'

import { receive } from './shop.ts'

export const app = fastify()
app.register(toFastifyPlugin(receive), { prefix: '/webhooks' })
