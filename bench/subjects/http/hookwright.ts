import { App } from 'hookwright'
import { serve } from 'hookwright/node'

import { Item, item, listening } from './routes.ts'

const app = new App({ title: 'Bench', version: '1' })
app.get('/items', { response: Item }, () => item)
app.post('/items', { body: Item, response: Item, status: 201 }, ({ body }) => body)
const { url } = await serve(app, { port: 0, handleSignals: false, print: () => {} })
listening(Number(new URL(url).port))
