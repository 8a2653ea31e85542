import { z } from 'zod'

import type { ResolvedOperation } from '../declarations.ts'
import type { DeliveryLine } from '../delivery/line.ts'
import type { Replays } from '../delivery/replay.ts'
import type { Samples } from '../delivery/samples.ts'
import type { SendResult } from '../delivery/send.ts'
import { HttpError } from '../http/errors.ts'
import type { OpenApiDocument } from '../openapi/document.ts'
import type { Access } from './access.ts'
import type { Listeners } from './listeners.ts'
import type { EndpointRegistry } from './registry.ts'

/** What the routes of the management API have in common. */

/** What the management API needs of the app. */
export interface Management {
  access: Access
  line: DeliveryLine
  endpoints: EndpointRegistry
  replay: Replays
  samples: Samples
  listeners: Listeners
  /** The webhooks that the document shows. */
  webhooks: () => readonly ResolvedOperation[]
  /** The document of the app. It is made once, so nothing in it may be changed. */
  document: () => OpenApiDocument
  /** Sends a sample of an event type to one endpoint. */
  sendTest: (tenant: string, endpointId: string, eventType: string) => Promise<SendResult>
}

/** The security scheme that the management API names in the document. */
export const managementScheme = 'webhookManagement'

export const tenantQuery = z.object({
  tenant: z
    .string()
    .min(1)
    .max(200)
    .refine((name) => !/\p{Cc}/u.test(name), 'A tenant holds no control characters')
    .optional()
    .meta({ description: 'For operators: whose endpoints are meant.' }),
})

export const page = {
  after: z.string().optional().meta({ description: 'The last id of the page before.' }),
  limit: z.int().min(1).max(250).default(50),
}

export const problem = z.object({ detail: z.string() }).meta({ id: 'WebhookProblem' })

const notFound = { 404: { description: 'Not Found', schema: problem } }

export const common = {
  query: tenantQuery,
  security: [{ [managementScheme]: [] }],
  responses: { 401: { description: 'Not authenticated', schema: problem } },
}

/** The same, for one thing that may not exist. */
export const one = { ...common, responses: { ...common.responses, ...notFound } }

/** @throws HttpError 404 for what is not there. */
export function present<T>(found: T | undefined): T {
  if (found === undefined) throw new HttpError(404, 'Not Found')
  return found
}
