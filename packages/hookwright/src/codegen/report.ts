import { sourceText } from './source.ts'
import type { Confidence, EventRecognition, How, Model } from './model.ts'

/** How each event is recognised, for programs. */
export interface EventReport {
  /** The webhook's name in the document. */
  name: string
  /** What handlers know it by. */
  type: string
  how: How
  confidence: Confidence
  /** As `--event-from` takes it: `body:/type`. */
  source?: string | undefined
}

export function reportEvents({ events, recognition }: Model): EventReport[] {
  return events.flatMap(({ name, type }) => {
    const found = recognition.events.get(name)
    return found ? [{ name, type, ...toldBy(found) }] : []
  })
}

function toldBy({ how, confidence, source }: EventRecognition): Omit<EventReport, 'name' | 'type'> {
  return { how, confidence, source: source && sourceText(source) }
}

/** How events are recognised, a line for each way, and the cure where that is not sure. For people. */
export function describeRecognition(model: Model): string {
  const groups = new Map<string, EventReport[]>()
  for (const event of reportEvents(model)) {
    const key = `${event.how} ${event.confidence} ${event.source ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), event])
  }
  const lines = [...groups.values()].flatMap((group) => {
    const [first] = group
    if (!first) return []
    const line = `${String(group.length).padStart(5)}  ${first.confidence.padEnd(8)} ${phrase(first)}`
    return isSure(first.confidence) ? [line] : [line, `                  ${namesOf(group)}`]
  })
  return [...lines, ...cures(model)].join('\n')
}

const phrases: Readonly<Record<How, string>> = {
  constant: 'a constant in the body that is the name',
  similar_constant: 'a constant in the body that is nearly the name',
  shared_enum: 'one of several values in the body',
  example: 'shown only by examples',
  list_item: 'in the items of a list',
  header: 'in a header',
  other_constant: 'a constant in the body, unlike the name',
  alike: 'assumed, since other events are told there',
  told: 'as you said',
  only_event: 'there is no other event',
  nowhere: 'requests do not tell',
}

function phrase({ how, source }: EventReport): string {
  return source === undefined ? phrases[how] : `${source}: ${phrases[how]}`
}

function isSure(confidence: Confidence): boolean {
  return confidence === 'certain' || confidence === 'likely'
}

const mostNames = 6

function namesOf(events: readonly EventReport[]): string {
  const shown = events.slice(0, mostNames).map(({ name }) => name)
  const more = events.length > mostNames ? ` and ${events.length - mostNames} more` : ''
  return shown.join(', ') + more
}

/** What a receiver of Standard Webhooks must be told to verify requests otherwise; undefined where it needs nothing. */
export function describeSigning({ signing }: Model): string | undefined {
  if (!signing) return undefined
  const method = signing.method === '' ? '' : ` (${signing.method})`
  return `Requests are signed in the header ${signing.header}${method}, not by Standard Webhooks: give the receiver a scheme for that as \`secret\`.`
}

function cures({ recognition }: Model): string[] {
  const all = [...recognition.events.values()]
  const lost = all.some(({ how }) => how === 'nowhere')
  const guessed = all.some(({ how, confidence }) => confidence === 'guess' && how !== 'only_event')
  if (!lost && !guessed) return []
  const url = lost ? ', or give each such event a URL of its own (option `only` of the receiver)' : ''
  return [
    `Say where events are told with --event-from body:/type or header:x-event, or what with --map${url}.`,
  ]
}
