import { join } from 'node:path'

import { App, type AttemptReport } from 'hookwright'
import { sqlite } from 'hookwright/sqlite'
import { z } from 'zod'

const Subscription = z
  .object({
    username: z.string(),
    monthly_fee: z.number(),
    start_date: z.iso.datetime(),
  })
  .meta({
    id: 'Subscription',
    examples: [{ username: 'ada', monthly_fee: 9.5, start_date: '2026-01-31T12:00:00Z' }],
  })

/** The API of `npm start`: two routes, and one webhook that the second of them sends. */
export function createApp(dataFolder: string, onAttempt?: (report: AttemptReport) => void): App {
  const app = new App({
    title: 'Subscriptions',
    version: '1.0.0',
    description: 'Whoever subscribes here sets off the webhook `new-subscription`.',
    license: { name: 'MIT', identifier: 'MIT' },
    tags: [
      { name: 'Users', description: 'Who is here.' },
      { name: 'Subscriptions', description: 'Who pays for what.' },
    ],
    delivery: {
      store: sqlite(join(dataFolder, 'hookwright.db')),
      // The example's subscriber listens on this very machine.
      allowPrivateNetworks: ['127.0.0.0/8'],
      ...(onAttempt && { onAttempt }),
    },
  })

  const newSubscription = app.webhooks.post('new-subscription', {
    body: Subscription,
    description: 'Sent when a user subscribes, to the URL registered for the event `new-subscription`.',
  })

  app.get('/users/', { summary: 'List users', tags: ['Users'], response: z.array(z.string()) }, () => [
    'Rick',
    'Morty',
  ])

  app.post(
    '/subscriptions',
    {
      summary: 'Subscribe',
      tags: ['Subscriptions'],
      body: Subscription,
      response: Subscription,
      status: 201,
    },
    async ({ body }) => {
      await newSubscription.send(body, { tenant: 'acme' }) // durable when this resolves
      return body
    },
  )

  return app
}
