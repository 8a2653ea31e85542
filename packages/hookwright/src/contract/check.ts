import type { ForeignDocument } from '../documents/document.ts'
import type { Store } from '../store/store.ts'
import type { Change } from './change.ts'
import { compareDocuments } from './compare.ts'
import { describeAffected, describeChanges } from './describe.ts'
import { gatherAffected, type Affected } from './subscribers.ts'

export interface ContractCheck {
  /** Whether the newer document must not take the place of the older one. */
  isRefused: boolean
  /** All that changed, breaking or not. */
  changes: readonly Change[]
  /** Live endpoints that a breaking change hits. */
  affected: Affected
  /** What to tell people, with the cure where it was refused; empty where nothing breaks. */
  message: string
}

export interface ContractCheckOptions {
  /** The document that is served by now, or was last; undefined where there is none, and all is new. */
  older: ForeignDocument | undefined
  newer: ForeignDocument
  store: Pick<Store, 'listSubscribers'>
  /** Whether subscribers may be broken: `--allow-breaking`. */
  isBreakingAllowed: boolean
}

/** How many are named to people. */
const mostNamed = 20

/**
 * Whether a document may take the place of another: not where a breaking change hits an endpoint that is live, unless
 * that is allowed. A breaking change of what nobody receives is worth a warning.
 */
export async function checkContract({
  older,
  newer,
  store,
  isBreakingAllowed,
}: ContractCheckOptions): Promise<ContractCheck> {
  const changes = older === undefined ? [] : compareDocuments(older, newer)
  const breaking = changes.filter(({ level }) => level === 'breaking')
  const affected = await gatherAffected(store, breaking, mostNamed)
  const isHit = affected.endpoints > 0
  const isRefused = isHit && !isBreakingAllowed
  const message =
    breaking.length === 0
      ? ''
      : [
          describeChanges(breaking),
          isHit ? describeAffected(affected) : 'No live endpoint receives what they change.',
          ...(isRefused ? [cure] : []),
        ].join('\n\n')
  return { isRefused, changes, affected, message }
}

const cure =
  'Change the document so that nothing breaks, or ask those subscribers first; then --allow-breaking takes it all the same.'
