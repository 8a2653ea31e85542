import type { ForeignDocument } from '../documents/document.ts'
import { canonicalText } from './canonical.ts'
import { adviceOf, levelOf, levels, type Change, type Direction, type Finding } from './change.ts'
import { readDelivered, type Delivered } from './delivered.ts'
import { compareOperations } from './operations.ts'
import type { Place } from './place.ts'
import { SchemaComparer, type Found } from './walk.ts'

/**
 * What changed in the webhooks from one document to another, for those who receive them: in the order of the newer
 * document's event types after those that are gone, and of each the worst first. Pure: neither document is changed.
 */
export function compareDocuments(older: ForeignDocument, newer: ForeignDocument): Change[] {
  const [before, after] = [readDelivered(older), readDelivered(newer)]
  const comparer = new SchemaComparer(older.root, newer.root)
  const gone = [...before.values()].filter(({ eventType }) => !after.has(eventType))
  const added = [...after.values()].filter(({ eventType }) => !before.has(eventType))
  return [
    ...compareSigning(older, newer),
    ...gone.map((webhook) => removal(webhook, renamedTo(webhook, added, comparer))),
    ...[...after.values()].flatMap((now) => {
      const old = before.get(now.eventType)
      return old ? compareWebhooks(old, now, comparer) : [addition(now)]
    }),
  ]
}

function compareSigning({ signing: older }: ForeignDocument, { signing: newer }: ForeignDocument): Change[] {
  if (older === undefined || canonicalText({ ...older }) === canonicalText({ ...newer })) return []
  const said = newer === undefined ? 'not said' : `${newer.method} in ${newer.header}`
  const finding: Finding = {
    kind: 'signing_changed',
    keys: [],
    description: `requests were signed by ${older.method} in ${older.header}, now ${said}`,
  }
  return [changeOf(null, { finding, keys: ['signing'], schemaKeys: null }, 'received')]
}

function removal({ eventType, place }: Delivered, heir: Delivered | undefined): Change {
  const hint = heir === undefined ? '' : `; "${heir.eventType}" looks like its new name`
  const finding: Finding = { kind: 'event_removed', keys: [], description: `is no longer sent${hint}` }
  return changeOf(eventType, { finding, keys: [place], schemaKeys: null }, 'received')
}

function addition({ eventType, place }: Delivered): Change {
  const finding: Finding = { kind: 'event_added', keys: [], description: 'is new' }
  return changeOf(eventType, { finding, keys: [place], schemaKeys: null }, 'received')
}

/** The only new event type of which the body is the same but for what tells its name. */
function renamedTo(
  gone: Delivered,
  added: readonly Delivered[],
  comparer: SchemaComparer,
): Delivered | undefined {
  const heirs = added.filter((heir) =>
    compareOperations(gone, heir, comparer).every(
      ({ found: { finding } }) =>
        finding.kind === 'text_changed' ||
        (finding.kind === 'values_replaced' && finding.description.includes(JSON.stringify(gone.eventType))),
    ),
  )
  return heirs.length === 1 && hasBody(gone) ? heirs[0] : undefined
}

/** Without one, all event types look alike. */
function hasBody({ operations }: Delivered): boolean {
  return [...operations.values()].some(({ body }) =>
    [...(body?.contents.values() ?? [])].some((schema) => Object.keys(schema).length > 0),
  )
}

function compareWebhooks(older: Delivered, newer: Delivered, comparer: SchemaComparer): Change[] {
  const changes = compareOperations(older, newer, comparer).map(({ found, direction }: Place) =>
    changeOf(newer.eventType, { ...found, keys: [newer.place, ...found.keys] }, direction),
  )
  return levels.flatMap((level) => changes.filter((change) => change.level === level))
}

function changeOf(
  eventType: string | null,
  { finding, keys, schemaKeys }: Found,
  direction: Direction,
): Change {
  return {
    eventType,
    level: levelOf(finding, direction),
    kind: finding.kind,
    place: keys.join(' › '),
    schemaPlace: schemaKeys === null ? null : schemaKeys.join(' › '),
    description: finding.description,
    advice: adviceOf(finding, direction),
  }
}
