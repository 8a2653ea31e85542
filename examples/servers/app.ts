/** One API for all the servers in this folder. In each of them it lives below /api, beside routes of the server's own. */
import { App } from 'hookwright'
import { z } from 'zod'

const Subscription = z
  .object({ username: z.string(), monthly_fee: z.number(), start_date: z.iso.datetime() })
  .meta({ id: 'Subscription' })

/** Where the app's paths begin, to whoever calls them. */
export const prefix = '/api'

export const app = new App({
  title: 'Subscriptions',
  version: '1.0.0',
  // For readers of the document: the app itself knows nothing of the prefix.
  servers: [{ url: prefix }],
})

app.webhooks.post('new-subscription', { body: Subscription })

app.get('/users/', { response: z.array(z.string()) }, () => ['Rick', 'Morty'])

app.post('/subscriptions', { body: Subscription, response: Subscription, status: 201 }, ({ body }) => body)
