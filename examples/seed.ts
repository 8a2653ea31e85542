/** The example of FastAPI's page on webhooks: one route, and one webhook that is documented like it. */
import { App } from 'hookwright'
import { serve } from 'hookwright/node'
import { z } from 'zod'

const Subscription = z
  .object({
    username: z.string(),
    monthly_fee: z.number(),
    start_date: z.iso.datetime(),
  })
  .meta({ id: 'Subscription' })

export const app = new App({ title: 'Subscriptions', version: '0.1.0' })

app.webhooks.post('new-subscription', {
  body: Subscription,
  description:
    'Sent when somebody subscribes, to the URL that you registered for the event `new-subscription`.',
})

app.get('/users/', () => ['Rick', 'Morty'])

if (import.meta.main) {
  const { url } = await serve(app)
  console.log(`Docs: ${url}/docs`)
}
