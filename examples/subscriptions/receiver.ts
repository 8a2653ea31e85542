/** A receiver for `hookwright listen --forward-to http://localhost:3000/hooks`: says what it verified. */
import { createServer } from 'node:http'

import { createReceiver } from '@hookwright/receiver'
import { toNodeHandler } from '@hookwright/receiver/node'

interface Events {
  'new-subscription': { body: { username: string; monthly_fee: number; start_date: string } }
}

const receiver = createReceiver<Events>({
  secret: process.env['HOOKWRIGHT_SECRET'] ?? '',
  on: {
    'new-subscription': ({ id, body }) => console.log(`${id}: ${body.username} pays ${body.monthly_fee}`),
  },
})

const port = Number(process.env['PORT'] ?? 3000)
createServer(toNodeHandler(receiver)).listen(port, 'localhost', () =>
  console.log(`Receiving on port ${port}`),
)
