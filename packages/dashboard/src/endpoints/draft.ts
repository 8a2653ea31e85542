/** What the form of an endpoint holds while it is filled in: texts, as they were typed. */
import type { View } from '../api/client.ts'
import type { Endpoint } from './queries.ts'

export interface HeaderDraft {
  name: string
  value: string
}

export interface EndpointDraft {
  url: string
  description: string
  /** Whether it wants only those chosen. */
  hasChosen: boolean
  eventTypes: readonly string[]
  signing: Endpoint['signing']
  ratePerSecond: string
  concurrency: string
  timeoutSeconds: string
  ordered: boolean
  channels: string
  /** Null leaves them as they are, since their values are never shown. */
  headers: readonly HeaderDraft[] | null
}

export const blankDraft: EndpointDraft = {
  url: '',
  description: '',
  hasChosen: true,
  eventTypes: [],
  signing: 'v1',
  ratePerSecond: '',
  concurrency: '',
  timeoutSeconds: '',
  ordered: false,
  channels: '',
  headers: [],
}

export function draftOf(endpoint: Endpoint): EndpointDraft {
  const { url, description, eventTypes, signing, ratePerSecond, concurrency, timeoutMs, ordered, channels } =
    endpoint
  return {
    url,
    description,
    hasChosen: eventTypes.length > 0,
    eventTypes,
    signing,
    ratePerSecond: textOf(ratePerSecond),
    concurrency: textOf(concurrency),
    timeoutSeconds: timeoutMs === null ? '' : String(timeoutMs / 1_000),
    ordered,
    channels: channels.join(', '),
    headers: endpoint.headerNames.length === 0 ? [] : null,
  }
}

/** What is wrong with it before anybody is asked; by the names that the API gives the fields. */
export function mistakesOf(draft: EndpointDraft): Record<string, string> {
  const mistakes: Record<string, string> = {}
  if (!URL.canParse(draft.url.trim())) {
    mistakes['url'] = 'Give a whole URL, such as https://example.com/webhooks.'
  }
  if (draft.hasChosen && draft.eventTypes.length === 0) {
    mistakes['eventTypes'] = 'Choose at least one event type, or have every one sent.'
  }
  const numbers = {
    ratePerSecond: draft.ratePerSecond,
    concurrency: draft.concurrency,
    timeoutMs: draft.timeoutSeconds,
  }
  for (const [name, text] of Object.entries(numbers)) {
    if (text.trim() !== '' && !(Number(text) > 0)) mistakes[name] = 'Give a number above 0, or nothing.'
  }
  return mistakes
}

export function bodyOf(draft: EndpointDraft): Omit<View<'NewWebhookEndpoint'>, 'signing' | 'headers'> & {
  headers?: Record<string, string>
} {
  return {
    url: draft.url.trim(),
    description: draft.description,
    eventTypes: draft.hasChosen ? [...draft.eventTypes] : [],
    ratePerSecond: numberOf(draft.ratePerSecond),
    concurrency: numberOf(draft.concurrency),
    timeoutMs: draft.timeoutSeconds.trim() === '' ? null : Math.round(Number(draft.timeoutSeconds) * 1_000),
    ordered: draft.ordered,
    channels: draft.channels.split(/[\s,]+/).filter((channel) => channel !== ''),
    ...(draft.headers !== null && {
      headers: Object.fromEntries(
        draft.headers
          .filter(({ name }) => name.trim() !== '')
          .map(({ name, value }) => [name.trim(), value.trim()]),
      ),
    }),
  }
}

function textOf(value: number | null): string {
  return value === null ? '' : String(value)
}

function numberOf(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}
