import type { z } from 'zod'

import type { DeliveryLine } from '../delivery/line.ts'
import type { OverviewView } from './views.ts'

/** Beyond this number deliveries are not counted. */
const mostCounted = 100_000

const dayMs = 86_400_000

/** How delivery is doing, over all tenants and workers. */
export async function readOverview(line: DeliveryLine): Promise<z.input<typeof OverviewView>> {
  const { store, clock, retention } = line
  const now = clock.now()
  const [{ due, later, oldestDueAt }, survey] = await Promise.all([
    store.measure({ now, most: mostCounted }),
    store.survey(now),
  ])
  return {
    now: iso(now),
    store: store.name,
    databaseBytes: survey.databaseBytes,
    isDelivering: line.isDelivering,
    // Two counts make it up, so that it could exceed what is said.
    due: Math.min(due, mostCounted),
    later: Math.min(later, mostCounted),
    oldestDueAt: isoOrNull(oldestDueAt),
    endpoints: survey.endpoints,
    retention: {
      idempotencyKeys: kept(retention.keysMs, survey.oldestKeyAt),
      bodies: kept(retention.bodiesMs, survey.oldestBodyAt),
      attempts: kept(retention.attemptsMs, survey.oldestAttemptsAt),
      deliveries: kept(retention.deliveriesMs, survey.oldestDeliveryAt),
    },
  }
}

function kept(ageMs: number | null, oldestAt: number | null) {
  return { days: ageMs === null ? null : ageMs / dayMs, oldestAt: isoOrNull(oldestAt) }
}

export function iso(epochMs: number): string {
  return new Date(epochMs).toISOString()
}

export function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs)
}
