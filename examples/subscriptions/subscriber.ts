/**
 * A customer of the API, in a process of its own: registers its URL once, keeps the secret, and verifies
 * what arrives. It knows Hookwright by its HTTP API and `@hookwright/receiver` only.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'

import { createReceiver } from '@hookwright/receiver'
import { toNodeHandler } from '@hookwright/receiver/node'

interface Events {
  'new-subscription': { body: { username: string; monthly_fee: number; start_date: string } }
}

interface Registration {
  id: string
  secret: string
}

const port = Number(process.env['SUBSCRIBER_PORT'] ?? 9000)
const url = `http://127.0.0.1:${port}/webhooks`
const apiUrl = process.env['API_URL'] ?? 'http://127.0.0.1:8000'
const registrationFile = join(process.env['DATA_FOLDER'] ?? '.', 'subscriber.json')

/** Told what the customer would see in a log; the parent process prints it. */
function tell(step: string, text: string): void {
  process.send?.({ step, text })
}

async function callApi(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${apiUrl}/webhooks${path}?tenant=acme`, {
    method,
    headers: { authorization: `Bearer ${process.env['API_TOKEN']}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

function isRegistration(value: unknown): value is Registration {
  return typeof value === 'object' && value !== null && 'id' in value && 'secret' in value
}

async function register(): Promise<Registration> {
  const kept: unknown = await readFile(registrationFile, 'utf8').then(JSON.parse, () => null)
  if (isRegistration(kept) && (await callApi('PATCH', `/endpoints/${kept.id}`, { url })).ok) {
    tell('registered', `${url} as ${kept.id}, in an earlier run`)
    return kept
  }
  const response = await callApi('POST', '/endpoints', { url, eventTypes: ['new-subscription'] })
  const made: unknown = await response.json()
  if (!isRegistration(made)) throw new Error(`The API refused to register ${url}: ${JSON.stringify(made)}`)
  await writeFile(registrationFile, JSON.stringify({ id: made.id, secret: made.secret }), { mode: 0o600 })
  tell('registered', `${url} for new-subscription, as ${made.id}`)
  return made
}

let firstRequest = true

const { secret } = await register()
const receiver = createReceiver<Events>({
  secret,
  on: {
    'new-subscription': (event) => {
      if (firstRequest) {
        firstRequest = false
        throw new Error('failing once, on purpose, to show a retry')
      }
      const { username, monthly_fee } = event.body
      tell('verified', `${event.id} is genuine: ${username} subscribes for ${monthly_fee} a month`)
    },
  },
  onError: (error) => tell('subscriber', error instanceof Error ? error.message : String(error)),
})

const server = createServer(toNodeHandler(receiver))
server.once('error', (error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE'
  console.error(
    taken
      ? `Port ${port}, for the subscriber, is taken. Stop that process, or: SUBSCRIBER_PORT=${port + 1} npm start`
      : error.message,
  )
  process.exit(1)
})
server.listen(port, '127.0.0.1', () => tell('listening', url))

for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
  process.on(signal, () => {
    server.close()
    server.closeAllConnections()
    if (process.connected) process.disconnect()
  })
}
