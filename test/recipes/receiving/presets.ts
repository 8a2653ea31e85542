import { createReceiver } from '@hookwright/receiver'
import { bodyHmac, github } from '@hookwright/receiver/presets'

interface Pushes {
  push: { body: { ref: string; commits: unknown[] } }
}

export const fromGitHub = createReceiver<Pushes>({
  secret: github(process.env['GITHUB_SECRET'] ?? ''),
  on: { push: ({ body }) => console.log(`${body.commits.length} commits on ${body.ref}`) },
})

/** A sender that signs the body only, and names the event type within it. */
export const fromAcme = createReceiver({
  secret: bodyHmac({
    secret: process.env['ACME_SECRET'] ?? '',
    header: 'x-acme-signature',
    encoding: 'base64',
    eventType: (body) =>
      typeof body === 'object' && body && 'event' in body ? String(body.event) : undefined,
  }),
  on: { 'page.published': () => {} },
})
