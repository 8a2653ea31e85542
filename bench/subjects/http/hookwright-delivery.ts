/** With a store that is made at the start, and a worker. */
import { serve } from 'hookwright/node'

import { benchApp } from '../hookwright.ts'
import type { Setting } from '../subject.ts'
import { Item, item, listening } from './routes.ts'

const { folder }: Setting = JSON.parse(process.argv[2] ?? '{}')
const app = benchApp({ folder, postgresUrl: '', store: 'sqlite' })
app.get('/items', { response: Item }, () => item)
app.webhooks.post('bench', { body: Item })
const { url } = await serve(app, { port: 0, handleSignals: false, print: () => {} })
listening(Number(new URL(url).port))
