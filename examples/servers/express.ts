/** Express 5: beside its routes, and behind its body parsers. */
import { toNodeHandler } from 'hookwright/node'
import express from 'express'

import { app, prefix } from './app.ts'

export const server = express()

server.use(express.json())
server.get('/', (_request, response) => {
  response.send('express')
})
server.post('/own', (request, response) => {
  response.json(request.body)
})
server.use(prefix, toNodeHandler(app))

if (import.meta.main) server.listen(8000, () => console.log('http://localhost:8000/api/docs'))
