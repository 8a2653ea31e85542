import { z } from 'zod'

import { healths } from '../endpoints/health.ts'
import { EndpointView } from '../endpoints/views.ts'
import { MessageSummaryView } from '../endpoints/message-views.ts'

/** What operators are shown of all tenants together. */

const instant = () => z.iso.datetime()

export const OperatorEndpointView = EndpointView.extend({
  health: z.enum(healths).meta({
    description:
      '`disabled` comes before `failing` (no attempt has succeeded since one failed), that before `paused`.',
  }),
}).meta({ id: 'OperatorWebhookEndpoint' })

export const TenantView = z
  .object({
    tenant: z.string(),
    endpoints: z.int(),
    failing: z.int(),
    disabled: z.int(),
    lastMessageAt: instant().nullable(),
  })
  .meta({ id: 'WebhookTenant', description: 'A customer, and how its endpoints are.' })

export const FoundMessageView = MessageSummaryView.extend({ tenant: z.string() }).meta({
  id: 'FoundWebhookMessage',
})

const latency = {
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
}

export const StatisticsPointView = z
  .object({
    at: instant().meta({ description: 'When it begins.' }),
    attempts: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    ...latency,
  })
  .meta({ id: 'WebhookStatisticsPoint', description: 'What happened in one step of time.' })

export const StatisticsView = z
  .object({
    stepSeconds: z.int(),
    points: z.array(StatisticsPointView).meta({ description: 'Oldest first, without gaps.' }),
    attempts: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    ...latency,
  })
  .meta({ id: 'WebhookStatistics', description: 'Attempts over time, of all tenants and workers.' })

const kept = z
  .object({
    days: z.number().nullable().meta({ description: 'Null keeps them for ever.' }),
    oldestAt: instant().nullable().meta({ description: 'The oldest that there is.' }),
  })
  .meta({ id: 'WebhookRetentionFigure' })

export const OverviewView = z
  .object({
    now: instant(),
    store: z.string(),
    databaseBytes: z.int().nullable(),
    isDelivering: z.boolean().meta({ description: 'Whether this process delivers; others may.' }),
    due: z.int().meta({ description: 'Deliveries that could be made now. Counted up to 100,000.' }),
    later: z.int().meta({ description: 'Deliveries that wait for their time, or are under way. Likewise.' }),
    oldestDueAt: instant().nullable(),
    endpoints: z.object({
      healthy: z.int(),
      failing: z.int(),
      disabled: z.int(),
      paused: z.int(),
    }),
    retention: z.object({ idempotencyKeys: kept, bodies: kept, attempts: kept, deliveries: kept }),
  })
  .meta({ id: 'WebhookOverview', description: 'The whole of delivery, now.' })
