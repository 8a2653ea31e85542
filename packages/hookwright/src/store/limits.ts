import { integer, integerOrNull, numberOrNull, text, textOrNull } from './columns.ts'
import type { Row } from './columns.ts'

/** How much of what is due may be claimed of an endpoint with limits, whatever the database. */

/** The ids of all limited endpoints that have open deliveries: from one to the next through the index, however many those are. */
export const waitingQuery = `
with recursive waiting (endpoint_id) as (
  select min(endpoint_id) from hookwright_delivery where is_limited = 1 and due_at is not null
  union all
  select (
    select min(next.endpoint_id) from hookwright_delivery next
    where next.is_limited = 1 and next.due_at is not null and next.endpoint_id > waiting.endpoint_id
  )
  from waiting where waiting.endpoint_id is not null
)
select endpoint_id from waiting where endpoint_id is not null order by endpoint_id`

/** So many endpoints are looked at by one claim. */
const mostEndpoints = 64

/** In turn each is the first, so that those at the end get theirs although those before always want more. */
export function inTurn(
  endpointIds: readonly string[],
  { afterEndpointId, skipEndpointIds }: { afterEndpointId: string; skipEndpointIds: readonly string[] },
): string[] {
  const skipped = new Set(skipEndpointIds)
  const wanted = endpointIds.filter((id) => !skipped.has(id))
  const first = wanted.findIndex((id) => id > afterEndpointId)
  return (first < 0 ? wanted : [...wanted.slice(first), ...wanted.slice(0, first)]).slice(0, mostEndpoints)
}

/**
 * What is to be known of limited endpoints. `among` says of which ids, by `$2`; takes the time as `$1`. The first
 * in order is the oldest that is open, but for those that were sent to be delivered later and never have been tried.
 */
export function waitingFactsQuery(among: string): string {
  return `
select endpoint.tenant, endpoint.id, endpoint.state, endpoint.rate_per_second, endpoint.concurrency,
  endpoint.is_ordered, endpoint.paused_until, endpoint.next_slot_at,
  (
    select count(*) from hookwright_delivery leased
    where leased.is_limited = 1 and leased.state = 'leased' and leased.endpoint_id = endpoint.id
      and leased.tenant = endpoint.tenant and leased.due_at > $1
  ) as held,
  (
    select first.id from hookwright_delivery first
    where first.is_limited = 1 and first.due_at is not null and first.endpoint_id = endpoint.id
      and first.tenant = endpoint.tenant and endpoint.is_ordered = 1
      and not (first.state = 'pending' and first.attempts = 0 and first.due_at > $1)
    order by first.id limit 1
  ) as first_id,
  (
    select min(later.due_at) from hookwright_delivery later
    where later.is_limited = 1 and later.endpoint_id = endpoint.id and later.due_at > $1
      and later.tenant = endpoint.tenant
  ) as next_due_at
from hookwright_endpoint endpoint
where endpoint.is_limited = 1 and endpoint.id ${among}`
}

export interface LimitedEndpoint {
  tenant: string
  id: string
  isEnabled: boolean
  ratePerSecond: number | null
  concurrency: number | null
  isOrdered: boolean
  pausedUntil: number | null
  nextSlotAt: number
  /** How many are leased. */
  held: number
  /** Of one in order: the only delivery that may be claimed. */
  firstId: string | null
  /** When something more is due that is not now. */
  nextDueAt: number | null
}

export function toLimitedEndpoint(row: Row): LimitedEndpoint {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    isEnabled: text(row, 'state') === 'enabled',
    ratePerSecond: numberOrNull(row, 'rate_per_second'),
    concurrency: integerOrNull(row, 'concurrency'),
    isOrdered: integer(row, 'is_ordered') === 1,
    pausedUntil: integerOrNull(row, 'paused_until'),
    nextSlotAt: integer(row, 'next_slot_at'),
    held: integer(row, 'held'),
    firstId: textOrNull(row, 'first_id'),
    nextDueAt: integerOrNull(row, 'next_due_at'),
  }
}

export interface Allowance {
  /** How many may be claimed now. */
  room: number
  /** When more may be, as far as that is a matter of time; null where nothing waits for it. */
  nextAt: number | null
}

/** A rate is kept on average; so many milliseconds' worth may come at once. */
const burstMs = 1_000

/**
 * How many more of an endpoint's deliveries may be claimed. Its rate follows the generic cell rate algorithm:
 * `nextSlotAt` is when all that was taken up to now is used up, and it may lie ahead by `burstMs`.
 */
export function allowanceOf(endpoint: LimitedEndpoint, now: number, most: number): Allowance {
  const { concurrency, isOrdered, held, pausedUntil, nextDueAt } = endpoint
  if (pausedUntil !== null && pausedUntil > now) return { room: 0, nextAt: pausedUntil }
  const under = isOrdered ? 1 : (concurrency ?? Infinity)
  const byRate = allowanceOfRate(endpoint, now)
  // None is first while all were sent to be delivered later.
  const isNext = !isOrdered || endpoint.firstId !== null
  const room = isNext ? Math.max(0, Math.min(most, under - held, byRate.room)) : 0
  return { room, nextAt: byRate.room < 1 ? byRate.nextAt : nextDueAt }
}

function allowanceOfRate({ ratePerSecond, nextSlotAt }: LimitedEndpoint, now: number): Allowance {
  if (ratePerSecond === null) return { room: Infinity, nextAt: null }
  const slotMs = 1_000 / ratePerSecond
  const ahead = aheadMs(ratePerSecond)
  const usedUpAt = usedUp(nextSlotAt, now, ahead)
  const room = Math.floor((now + ahead - usedUpAt) / slotMs)
  return { room, nextAt: Math.ceil(usedUpAt + slotMs - ahead) }
}

/** By how much the time when all is used up may lie ahead. */
function aheadMs(ratePerSecond: number): number {
  return Math.max(burstMs, 1_000 / ratePerSecond)
}

/** What lies further ahead than the rate allows was noted for a lower rate, or by a clock that was ahead: it holds no longer. */
function usedUp(nextSlotAt: number, now: number, ahead: number): number {
  const isOfThisRate = nextSlotAt <= Math.ceil(now + ahead)
  return isOfThisRate ? Math.max(nextSlotAt, now) : now
}

/** When all that was taken of the rate is used up, once `taken` more are. */
export function slotAfter(endpoint: LimitedEndpoint, now: number, taken: number): number {
  const { ratePerSecond, nextSlotAt } = endpoint
  if (ratePerSecond === null) return nextSlotAt
  return Math.ceil(usedUp(nextSlotAt, now, aheadMs(ratePerSecond)) + (taken * 1_000) / ratePerSecond)
}

/** The earliest of two times, where null is never. */
export function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other)
}
