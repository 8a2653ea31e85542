import { z } from 'zod'

import type { EncodedBody } from '../delivery/send.ts'
import type { Message, MessageSummary } from '../store/store.ts'
import { MessageView } from './views.ts'

/** What the management API shows of messages in lists, in streams and as samples, and what it takes for them. */

export const MessageSummaryView = MessageView.omit({ body: true }).meta({
  id: 'WebhookMessageSummary',
  description: 'One event that was sent, without what it says.',
})

/** Bytes in JSON: as text where they are text, so that people can read it. */
const encodedBody = {
  body: z.string().meta({ description: 'Exactly what is signed and sent, as `encoding` says.' }),
  encoding: z.enum(['utf8', 'base64']),
}

/** The data of an event `message` of the stream. It is no component, since the stream is no JSON. */
export const ListenedMessageView = MessageSummaryView.extend(encodedBody)

/** The data of the event `begun`, with which the stream starts. */
export const ListenBegunView = z.object({ tenant: z.string() })

const changes = {
  set: z.record(z.string(), z.unknown()).optional().meta({
    description:
      'Values that stand at some places of the sample instead: `{"customer.name": "Ada", "items.0.price": 5}`.',
  }),
  body: z.unknown().optional().meta({ description: 'The whole body, instead of a sample.' }),
}

export const NewSampleBody = z
  .object({ eventType: z.string(), ...changes })
  .meta({ id: 'NewWebhookSample', description: 'Which event type, and what to change of its sample.' })

export const SampleView = z
  .object({ eventType: z.string(), contentType: z.string(), ...encodedBody })
  .meta({ id: 'WebhookSample', description: 'What an event of this type looks like on its way.' })

export function messageSummaryView(message: MessageSummary): z.input<typeof MessageSummaryView> {
  const { tenant: _tenant, channels, createdAt, ...shown } = message
  return { ...shown, channels: [...channels], createdAt: new Date(createdAt).toISOString() }
}

export function listenedMessageView(
  { body: _body, ...summary }: Message,
  bytes: Uint8Array,
): z.input<typeof ListenedMessageView> {
  return { ...messageSummaryView(summary), ...encoded(bytes) }
}

export function sampleView(eventType: string, body: EncodedBody): z.input<typeof SampleView> {
  return { eventType, contentType: body.contentType, ...encoded(body.bytes) }
}

function encoded(bytes: Uint8Array): { body: string; encoding: 'utf8' | 'base64' } {
  try {
    // A byte order mark is part of what is signed.
    const body = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return { body, encoding: 'utf8' }
  } catch {
    let binary = ''
    for (const byte of bytes) binary += String.fromCharCode(byte)
    return { body: btoa(binary), encoding: 'base64' }
  }
}
