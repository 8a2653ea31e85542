/** Express with its body parser and Zod, as is usual. */
import express from 'express'

import { Item, item, listening } from './routes.ts'

const app = express()
app.use(express.json())
app.get('/items', (_, response) => void response.json(item))
app.post('/items', (request, response) => {
  const result = Item.safeParse(request.body)
  if (result.success) response.status(201).json(result.data)
  else response.status(422).json({ detail: result.error.issues })
})
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) listening(address.port)
})
