import type { Migration } from '../migrate.ts'
import { first } from './0001-first.ts'
import { replayAndRetention } from './0002-replay-and-retention.ts'
import { endpointPolicy } from './0003-endpoint-policy.ts'
import { telemetry } from './0004-telemetry.ts'
import { callbacks } from './0005-callbacks.ts'
import { operating } from './0006-operating.ts'

/** Oldest first, numbered from 1 without gaps. One that was released is never changed: add another. */
export const migrations: readonly Migration[] = [
  first,
  replayAndRetention,
  endpointPolicy,
  telemetry,
  callbacks,
  operating,
]
