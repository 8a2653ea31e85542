import { z } from 'zod'

/** What the page's sign-in takes and shows. */

export const NewSessionBody = z
  .object({
    token: z
      .string()
      .min(1)
      .max(4096)
      .meta({ description: 'That of a portal link, or a bearer token that `authenticate` takes.' }),
  })
  .meta({ id: 'NewWebhookSession' })

export const SessionView = z
  .object({
    role: z.enum(['tenant', 'operator']),
    tenant: z.string().nullable().meta({ description: 'Null for an operator, who may act for any.' }),
    title: z.string().meta({ description: 'Of the API whose webhooks these are.' }),
    csrfToken: z.string().nullable().meta({
      description:
        'To be sent as `x-csrf-token` with each request that changes something. Null where no cookie signs in.',
    }),
    expiresAt: z.iso.datetime().nullable().meta({ description: 'Null where it is not for us to say.' }),
  })
  .meta({ id: 'WebhookSession', description: 'Who is signed in to the page.' })
