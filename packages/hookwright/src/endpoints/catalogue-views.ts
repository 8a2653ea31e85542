import { z } from 'zod'

import type { ResolvedOperation } from '../declarations.ts'
import { titleCase } from '../openapi/names.ts'
import { EventTypeView } from './views.ts'

/** What the management API shows of event types and of the code that receives them. */

export const EventTypeWithSchemaView = EventTypeView.extend({
  contentType: z.string(),
  schema: z.record(z.string(), z.unknown()).nullable().meta({
    description: 'JSON Schema (2020-12) of the body as it is sent, whole in itself. Null: no body.',
  }),
  sample: z
    .string()
    .nullable()
    .meta({ description: 'A body as it would be sent. Null where none can be made.' }),
}).meta({ id: 'WebhookEventTypeWithSchema' })

export const receiverLanguages = ['typescript', 'python', 'go', 'curl'] as const

export const ReceiverCodeView = z
  .object({
    language: z.enum(receiverLanguages),
    fileName: z.string(),
    text: z.string(),
    notes: z.array(z.string()).meta({ description: 'What to install, and what to know.' }),
  })
  .meta({ id: 'WebhookReceiverCode' })

export function eventTypeView({ name, options }: ResolvedOperation): z.input<typeof EventTypeView> {
  const { summary, description, deprecated } = options
  return {
    name,
    summary: summary ?? titleCase(name),
    description: description ?? null,
    deprecated: deprecated ?? false,
  }
}
