/**
 * What `npm start` runs: the API, a subscriber in another process, and the first event's whole way, told one
 * line a step. Then it stays up.
 */
import { fork, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { HookwrightError, type App, type AttemptReport } from 'hookwright'
import { serve, type Serving } from 'hookwright/node'

import { createApp } from './app.ts'

const port = Number(process.env['PORT'] ?? 8000)
const dataFolder = process.env['DATA_FOLDER'] ?? fileURLToPath(new URL('.data', import.meta.url))

function say(step: string, text: string): void {
  console.log(`  ${step.padEnd(12)}${text}`)
}

/** Ends the story once one delivery has succeeded. */
const delivered = Promise.withResolvers<void>()

function tellAttempt({
  attempt,
  status,
  outcome,
  durationMs,
  error,
  nextAttemptAt,
  messageId,
}: AttemptReport): void {
  const next =
    nextAttemptAt === null
      ? ''
      : `; attempt ${attempt + 1} in ${((nextAttemptAt - Date.now()) / 1000).toFixed(1)} s`
  const end = outcome === 'succeeded' ? `, ${durationMs} ms` : `, ${error}`
  say(`attempt ${attempt}`, `${messageId}: ${status ?? outcome}${end}${next}`)
  if (outcome === 'succeeded') delivered.resolve()
}

function startApi(app: App): Promise<Serving> {
  return serve(app, { port, handleSignals: false, print: () => {} }).catch((error: unknown) => {
    if (!(error instanceof HookwrightError)) throw error
    console.error(error.message)
    if (error.code === 'port_taken') console.error(`Here that is: PORT=${port + 1} npm start`)
    process.exit(1)
  })
}

/** Resolves when the subscriber listens; ends everything where it cannot. */
function startSubscriber(api: Serving): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('subscriber.ts', import.meta.url)), {
    env: { ...process.env, API_URL: api.url, API_TOKEN: api.developmentToken ?? '', DATA_FOLDER: dataFolder },
  })
  return new Promise((resolve) => {
    child.on('message', ({ step, text }: { step: string; text: string }) => {
      if (step === 'listening') resolve(child)
      else say(step, text)
    })
    child.once('exit', (code) => {
      if (code) void api.close().then(() => process.exit(1))
    })
  })
}

async function subscribe(api: Serving): Promise<void> {
  const body = { username: 'rick', monthly_fee: 9.5, start_date: new Date().toISOString() }
  const response = await fetch(`${api.url}/subscriptions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  say('sent', `POST /subscriptions answered ${response.status}: the event is stored`)
}

mkdirSync(dataFolder, { recursive: true })
const app = createApp(dataFolder, tellAttempt)
const api = await startApi(app)
console.log('\nHookwright: a webhook, from its declaration to a verified delivery\n')
say('declared', `${Object.keys(app.openapi().webhooks ?? {}).join(', ')}, in ${api.url}/openapi.json`)
const subscriber = await startSubscriber(api)

let stopping = false

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // `on`, since npm passes on the Ctrl-C that the terminal has sent already: the second would end it at once.
  process.on(signal, () => {
    if (stopping) return
    stopping = true
    console.log('\nStopping: what is under way finishes, the rest is kept for the next start.')
    subscriber.kill(signal)
    void api.close().then(() => process.exit(0))
  })
}

await subscribe(api)
await delivered.promise
const links = {
  subscriber: await app.delivery.portalLink('acme', { linkSeconds: 86_400 }),
  operator: await app.delivery.operatorLink({ linkSeconds: 86_400 }),
}

console.log(`
Open
  ${api.url}/docs            the docs page: the webhook stands beside the routes
  ${api.url}/openapi.json    the document both are in

Sign in to the page at ${api.url}/webhooks (the links are for this machine, until this process ends, a day at most)
  as the subscriber, who sees its own endpoints and deliveries
    ${links.subscriber}
  as an operator, who sees those of all
    ${links.operator}

Send the next event
  curl -X POST ${api.url}/subscriptions -H 'content-type: application/json' \\
    -d '{"username":"morty","monthly_fee":5,"start_date":"2026-01-31T12:00:00Z"}'

See what was delivered (the token is for this machine, until this process ends)
  curl '${api.url}/webhooks/deliveries?tenant=acme' -H 'authorization: Bearer ${api.developmentToken}'

Or with the command line, in another terminal
  export HOOKWRIGHT_URL=${api.url} HOOKWRIGHT_TENANT=acme HOOKWRIGHT_TOKEN=${api.developmentToken}
  npx hookwright listen                # shows events as they are sent; q quits
  npx hookwright trigger new-subscription --set username=summer
  npx hookwright deliveries list

Ctrl-C ends it. What it stored stays in ${dataFolder}
`)
