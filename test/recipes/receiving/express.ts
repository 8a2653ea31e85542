import { toNodeHandler } from '@hookwright/receiver/node'
import express from 'express'

import { receive } from './shop.ts'

export const app = express()
app.post('/webhooks', toNodeHandler(receive)) // before the parser, which would consume the signed bytes
app.use(express.json())
