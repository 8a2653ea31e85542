import { outcomes } from '../delivery/outcome.ts'

/** Something that is measured. docs/telemetry.md tells operators of each. */
export interface Instrument {
  /** As OpenTelemetry has it: `hookwright.attempt.duration`. */
  name: string
  kind: 'counter' | 'gauge' | 'histogram'
  /** As in UCUM: `s` for seconds, or in braces what is counted. */
  unit: string
  description: string
  /** What tells its numbers apart. Never a tenant, an endpoint or a URL, of which there is no end. */
  label?: string
  /** All that the label can be, where that is known: each starts at 0, so that the first of them is seen as a rise. */
  values?: readonly string[]
}

/** In the order in which things happen. */
export const instruments = {
  messages: {
    name: 'hookwright.messages',
    kind: 'counter',
    unit: '{message}',
    description: 'Messages that this process has stored by send().',
    label: 'event_type',
  },
  attempts: {
    name: 'hookwright.attempts',
    kind: 'counter',
    unit: '{attempt}',
    description: 'Attempts that this process has made and recorded.',
    label: 'outcome',
    values: outcomes,
  },
  attemptDuration: {
    name: 'hookwright.attempt.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long the attempts took, from connecting to the last byte of the answer.',
    label: 'outcome',
  },
  attemptsActive: {
    name: 'hookwright.attempts.active',
    kind: 'gauge',
    unit: '{attempt}',
    description: 'Attempts that this process has under way.',
  },
  deliveriesEnded: {
    name: 'hookwright.deliveries.ended',
    kind: 'counter',
    unit: '{delivery}',
    description: 'Deliveries that ended by an attempt of this process.',
    label: 'state',
    values: ['succeeded', 'failed'],
  },
  queueDepth: {
    name: 'hookwright.queue.depth',
    kind: 'gauge',
    unit: '{delivery}',
    description: 'Deliveries in the store that have not ended; counted to 100,000 of each state.',
    label: 'state',
    values: ['due', 'later'],
  },
  queueOldestDueAge: {
    name: 'hookwright.queue.oldest_due_age',
    kind: 'gauge',
    unit: 's',
    description: 'For how long the oldest delivery that is due has waited for a worker.',
  },
  endpointsDisabled: {
    name: 'hookwright.endpoints.disabled',
    kind: 'gauge',
    unit: '{endpoint}',
    description: 'Endpoints in the store that are disabled; counted to 100,000.',
  },
  storeUp: {
    name: 'hookwright.store.up',
    kind: 'gauge',
    unit: '1',
    description: 'Whether the store answered: 1, or 0 where it did not and its numbers are left out.',
  },
} as const satisfies Record<string, Instrument>

/** Seconds. Those of OpenTelemetry for HTTP, and two around the usual timeout of an attempt. */
export const durationBounds: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 15, 30,
]
