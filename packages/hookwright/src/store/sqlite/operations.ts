import { cancelDelivery } from './cancel.ts'
import { claim, nextDueAt, release } from './claim.ts'
import { claimLimited } from './claim-limited.ts'
import type { Connection } from './connection.ts'
import {
  createEndpoint,
  deleteEndpoint,
  findEndpoint,
  listEndpoints,
  rotateSecret,
  updateEndpoint,
} from './endpoints.ts'
import { enqueue } from './enqueue.ts'
import {
  findPauses,
  listByHealth,
  listTenants,
  locateEndpoint,
  locateMessage,
  readStatistics,
  survey,
  writeStatistics,
} from './operator.ts'
import type { Arguments, OperationName, Result } from './protocol.ts'
import { prune } from './prune.ts'
import { findDelivery, findMessage, listAttempts, listDeliveries, listMessages, measure } from './read.ts'
import { record } from './record.ts'
import { advanceReplay, cancelReplay, createReplay, findReplay, listReplays, resend } from './replay.ts'
import { listSecrets, replaceSecrets } from './secrets.ts'

type Operations = {
  [Name in OperationName]: (connection: Connection, ...args: Arguments<Name>) => Result<Name>
}

/** Every method of `Store`, as it runs in the worker thread inside a transaction that is already open. */
export const operations: Operations = {
  createEndpoint,
  findEndpoint,
  listEndpoints,
  updateEndpoint,
  rotateSecret,
  listSecrets,
  replaceSecrets,
  deleteEndpoint,
  enqueue,
  claim,
  claimLimited,
  record,
  release,
  nextDueAt,
  measure,
  findMessage,
  listMessages,
  listDeliveries,
  findDelivery,
  listAttempts,
  cancelDelivery,
  resend,
  createReplay,
  findReplay,
  listReplays,
  cancelReplay,
  advanceReplay,
  prune,
  findPauses,
  writeStatistics,
  readStatistics,
  survey,
  listTenants,
  listByHealth,
  locateEndpoint,
  locateMessage,
}

/** One statement each, so that they need no transaction. */
export const reads: ReadonlySet<OperationName> = new Set([
  'findEndpoint',
  'listEndpoints',
  'listSecrets',
  'nextDueAt',
  'measure',
  'findMessage',
  'listMessages',
  'listDeliveries',
  'findDelivery',
  'listAttempts',
  'findReplay',
  'listReplays',
  'findPauses',
  'readStatistics',
  'survey',
  'listTenants',
  'listByHealth',
  'locateEndpoint',
  'locateMessage',
])
