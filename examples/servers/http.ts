/** node:http, with a page of its own. */
import { createServer } from 'node:http'

import { toNodeHandler } from 'hookwright/node'

import { app, prefix } from './app.ts'

const api = toNodeHandler(app, { prefix })

export const server = createServer((request, response) => {
  if (request.url === '/') response.end('node:http')
  else api(request, response)
})

if (import.meta.main) server.listen(8000, () => console.log('http://localhost:8000/api/docs'))
