/** The example of FastAPI's page on callbacks: whoever files an invoice names a URL, and is told there that it was paid. */
import { App, CallbackRouter } from 'hookwright'
import { serve } from 'hookwright/node'
import { sqlite } from 'hookwright/sqlite'
import { z } from 'zod'

const Invoice = z
  .object({
    id: z.string().min(1),
    title: z.string().optional(),
    customer: z.string(),
    total: z.number().min(0),
  })
  .meta({ id: 'Invoice' })

const InvoiceEvent = z.object({ description: z.string(), paid: z.boolean() }).meta({ id: 'InvoiceEvent' })

const InvoiceEventReceived = z.object({ ok: z.boolean() }).meta({ id: 'InvoiceEventReceived' })

/** Who files invoices here. Where there are several, this is whom `security` recognised. */
export const tenant = 'acme'

/** The API, keeping what it has to deliver in this file; a callback is delivered by the one App that declared it. */
export function createApp(databaseFile: string): App {
  const app = new App({
    title: 'Invoices',
    version: '1.0.0',
    license: { name: 'MIT', identifier: 'MIT' },
    tags: [{ name: 'Invoices', description: 'Who owes how much.' }],
    // So that it can be tried with a receiver on this very machine.
    delivery: { store: sqlite(databaseFile), allowPrivateNetworks: ['127.0.0.0/8'] },
  })

  const callbacks = new CallbackRouter()
  const invoicePaid = callbacks.post(
    'invoice-paid',
    '{$request.query.callback_url}/invoices/{$request.body#/id}',
    {
      body: InvoiceEvent,
      response: InvoiceEventReceived,
      status: 200,
      description: 'Sent to the URL that was named with the invoice, once it is paid.',
    },
  )

  app.post(
    '/invoices/',
    {
      query: z.object({
        callback_url: z.url().optional().meta({ description: 'Where to tell that the invoice is paid.' }),
      }),
      body: Invoice,
      response: z.object({ msg: z.string() }).meta({ id: 'Receipt' }),
      callbacks: [callbacks],
      tags: ['Invoices'],
      summary: 'File an invoice',
      description: 'It is collected from the customer at once.',
    },
    async (context) => {
      const { query, body } = context
      if (query.callback_url !== undefined) {
        const event = { description: `${body.customer} paid ${body.total}`, paid: true }
        await invoicePaid.send(event, { tenant, request: context }) // durable when this resolves
      }
      return { msg: `Invoice ${body.id} is filed` }
    },
  )

  return app
}

export const app = createApp('invoices.db')

if (import.meta.main) {
  const { url } = await serve(app)
  console.log(`Docs: ${url}/docs`)
  console.log(`Callbacks are signed with ${await app.delivery.callbacks.secretOf(tenant)}`)
}
