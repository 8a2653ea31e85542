/** A small API whose docs pages are served as they would be, behind a proxy too. */
import { createServer } from 'node:http'

import { App, Router, type AppOptions } from 'hookwright'
import { toNodeHandler } from 'hookwright/node'
import { z } from 'zod'

const Subscription = z
  .object({ username: z.string(), monthly_fee: z.number(), start_date: z.iso.datetime() })
  .meta({ id: 'Subscription' })

export function createApp(options: Partial<AppOptions>, { routes = true } = {}): App {
  const app = new App({
    title: 'Subscriptions',
    version: '1.0.0',
    description: 'Who pays for what.',
    servers: [{ url: './' }],
    ...options,
  })
  // A path that reads like a webhook's, to be told from one.
  const declared = routes ? app : new Router()
  declared.get(
    '/webhook/users/',
    { summary: 'List users', tags: ['Users'], response: z.array(z.string()) },
    () => ['Rick', 'Morty'],
  )
  app.webhooks.post('new-subscription', {
    summary: 'new-subscription',
    description: 'Sent when a user subscribes.',
    body: Subscription,
  })
  app.webhooks.post('subscription.cancelled', {
    summary: 'subscription.cancelled',
    ...(routes && { tags: ['Users'] }),
    body: z.object({ reason: z.string().optional() }),
  })
  app.webhooks.post('service.ping', { summary: 'service.ping' })
  return app
}

export type ServedDocs = AsyncDisposable & { url: string; origin: string }

/** Serves the docs at `${prefix}/docs` of an app that, like one behind a proxy, knows nothing about the prefix. */
export async function serveDocs(prefix: string, options: Partial<AppOptions> = {}): Promise<ServedDocs> {
  return serveApp(createApp(options), prefix)
}

export async function serveApp(app: App, prefix: string): Promise<ServedDocs> {
  const handle = toNodeHandler(app)
  const server = createServer((request, response) => {
    request.url = request.url?.startsWith(prefix)
      ? request.url.slice(prefix.length)
      : '/not-behind-the-prefix'
    handle(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  return {
    origin,
    url: `${origin}${prefix}/docs`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
