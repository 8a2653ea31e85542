/** Which deliveries are looked for, as the address keeps it. */
import { deliveryStateWords } from '../parts/badge.tsx'
import type { SearchTexts } from '../shell/place.ts'
import type { DeliveryState } from './words.ts'

export interface DeliveryFilter {
  eventTypes?: string[]
  state?: DeliveryState
  endpointId?: string
  messageId?: string
  replayId?: string
  since?: string
  until?: string
}

export const spans = [
  { value: '', label: 'Any time', ms: null },
  { value: '1h', label: 'Last hour', ms: 3_600_000 },
  { value: '24h', label: 'Last 24 hours', ms: 86_400_000 },
  { value: '7d', label: 'Last 7 days', ms: 604_800_000 },
  { value: 'between', label: 'Between…', ms: null },
] as const

/** @param openedAt Spans end there, so that a page shows the same until it is opened anew. */
export function filterOf(texts: SearchTexts, openedAt: number): DeliveryFilter {
  const { eventType, endpointId, messageId, replayId, span } = texts
  const state = stateOf(texts['state'])
  const ms = spans.find(({ value }) => value === span)?.ms ?? null
  const since = ms === null ? instantOf(texts['since']) : new Date(openedAt - ms).toISOString()
  const until = ms === null ? instantOf(texts['until']) : undefined
  return {
    ...(eventType && { eventTypes: [eventType] }),
    ...(state && { state }),
    ...(endpointId && { endpointId }),
    ...(messageId && { messageId }),
    ...(replayId && { replayId }),
    ...(since && { since }),
    ...(until && { until }),
  }
}

function stateOf(text: string | undefined): DeliveryState | undefined {
  const states = Object.keys(deliveryStateWords)
  return states.includes(text ?? '') ? states.find((one): one is DeliveryState => one === text) : undefined
}

function instantOf(text: string | undefined): string | undefined {
  const date = new Date(text ?? '')
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString()
}
