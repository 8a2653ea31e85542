import type { ForeignDocument } from '../documents/document.ts'
import type { ForeignWebhook } from '../documents/operation.ts'
import { findHints, type Hint } from './hints.ts'
import type { Confidence, EventRecognition, How, Recognition, Source } from './model.ts'
import { sourceText } from './source.ts'

/** What whoever runs the generator knows better. */
export interface RecognitionWishes {
  /** Where every event's name is told. */
  source?: Source | undefined
  /** What is told there, by event name. */
  values?: ReadonlyMap<string, string> | undefined
}

/** Finds out how a receiver can tell the events of a document apart. */
export function recognise(document: ForeignDocument, wishes: RecognitionWishes = {}): Recognition {
  const events = document.webhooks.map((webhook) => new Candidates(webhook, document))
  const found = new Map<string, EventRecognition>()
  const sources: Source[] = []
  if (wishes.source) {
    sources.push(wishes.source)
    for (const event of events)
      found.set(event.name, event.told(wishes.source, wishes.values?.get(event.name)))
  } else {
    findAll(events, wishes, found, sources)
  }
  for (const event of events) if (!found.has(event.name)) found.set(event.name, unrecognised(events.length))
  // In the document's order.
  const ordered = new Map(events.map(({ name }) => [name, found.get(name) ?? unrecognised(events.length)]))
  return { sources, events: withoutDoubles(ordered) }
}

function unrecognised(count: number): EventRecognition {
  return count === 1 ? { how: 'only_event', confidence: 'guess' } : { how: 'nowhere', confidence: 'none' }
}

/** Takes the source that tells most, then the one that tells most of the rest, and so on. */
function findAll(
  events: readonly Candidates[],
  { values }: RecognitionWishes,
  found: Map<string, EventRecognition>,
  sources: Source[],
): void {
  for (;;) {
    const open = events.filter(({ name }) => !found.has(name))
    const best = bestSource(open)
    if (!best) return
    sources.push(best)
    const spelling = spellings.find((spell) =>
      open.every((event) => (event.at(best)?.value ?? spell(event.name)) === spell(event.name)),
    )
    for (const event of open) {
      const value = values?.get(event.name)
      const recognition =
        value === undefined ? (event.at(best) ?? event.bySource(best, spelling)) : event.told(best, value)
      if (recognition) found.set(event.name, recognition)
    }
  }
}

function bestSource(events: readonly Candidates[]): Source | undefined {
  const scores = new Map<string, { source: Source; score: number }>()
  for (const event of events) {
    for (const { source, how } of event.matches) {
      if (!source) continue
      const key = sourceText(source)
      const known = scores.get(key) ?? { source, score: 0 }
      scores.set(key, { source, score: known.score + weights[how] })
    }
  }
  // Of equals the first found, which is the nearest to the top of the body.
  return [...scores.values()].toSorted((a, b) => b.score - a.score)[0]?.source
}

type Spelling = (name: string) => string

/** How events may be spelt in requests, by the names of their webhooks. */
const spellings: readonly Spelling[] = [
  (name) => name,
  (name) => name.replace(/^\//, ''),
  (name) => name.replaceAll('_', '.'),
  (name) => name.replaceAll(/[.-]/g, '_'),
  (name) => name.replaceAll(/[._]/g, '-'),
]

/** How much more a way of telling counts than another. */
const weights: Readonly<Record<How, number>> = {
  constant: 8,
  similar_constant: 6,
  shared_enum: 4,
  example: 3,
  list_item: 3,
  header: 3,
  other_constant: 0,
  alike: 0,
  told: 0,
  only_event: 0,
  nowhere: 0,
}

/** What one event's body, examples and headers may tell of its name. */
class Candidates {
  readonly name: string
  readonly matches: EventRecognition[]
  readonly #hints: Hint[]

  constructor(webhook: ForeignWebhook, { root }: ForeignDocument) {
    this.name = webhook.name
    this.#hints = findHints(webhook, root)
    this.matches = this.#hints.flatMap((hint) => match(hint, webhook.name) ?? [])
  }

  /** What is told at a source, where that is the name or nearly. */
  at(source: Source): EventRecognition | undefined {
    return this.matches.find((found) => found.source && sourceText(found.source) === sourceText(source))
  }

  /** What is told where other events have their names; `spelling` makes theirs of the webhooks' names. */
  bySource(source: Source, spelling: Spelling | undefined): EventRecognition | undefined {
    const hint = this.#hintAt(source)
    const [value] = hint?.values ?? []
    if (hint && !hint.exemplary && hint.values.length === 1 && value !== undefined) {
      return { source, value, how: 'other_constant', confidence: 'likely' }
    }
    return hint && spelling
      ? { source, value: spelling(this.name), how: 'alike', confidence: 'guess' }
      : undefined
  }

  /** By the word of whoever runs the generator; `value` where they said that too. */
  told(source: Source, value: string | undefined): EventRecognition {
    const hint = this.#hintAt(source)
    const constant = hint?.values.length === 1 && !hint.exemplary ? hint.values[0] : undefined
    const known = value ?? this.at(source)?.value ?? constant
    return {
      source,
      value: known ?? this.name,
      how: 'told',
      confidence: known === undefined ? 'guess' : 'certain',
    }
  }

  #hintAt(source: Source): Hint | undefined {
    return this.#hints.find((hint) => sourceText(hint.source) === sourceText(source))
  }
}

function match({ source, values, exemplary }: Hint, name: string): EventRecognition | undefined {
  const value = values.find((one) => one === name) ?? values.find((one) => isSimilar(one, name))
  if (value === undefined) return undefined
  const isAlone = values.length === 1 && !exemplary
  const tell = (how: How, confidence: Confidence) => ({ source, value, how, confidence })
  if (source.in === 'header') return tell('header', exemplary ? 'likely' : 'certain')
  if (source.path.includes('*')) return tell('list_item', isAlone ? 'certain' : 'likely')
  if (exemplary) return tell('example', 'likely')
  if (!isAlone) return tell('shared_enum', 'likely')
  return value === name ? tell('constant', 'certain') : tell('similar_constant', 'certain')
}

/** `batch_cancelled` and `batch.cancelled`, `/AUTHORISATION` and `AUTHORISATION`, `OrderPaidEvent` and `order.paid`. */
function isSimilar(value: string, name: string): boolean {
  const core = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, '')
      .replace(/(event|webhook)$/, '')
  return core(value) !== '' && core(value) === core(name)
}

/** Events of which the same is told cannot be told apart. */
function withoutDoubles(events: ReadonlyMap<string, EventRecognition>): Map<string, EventRecognition> {
  const keyOf = ({ source, value }: EventRecognition) =>
    source && value !== undefined ? `${sourceText(source)} ${value}` : undefined
  const counts = new Map<string, number>()
  for (const recognition of events.values()) {
    const key = keyOf(recognition)
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  const entries = [...events].map(([name, recognition]): [string, EventRecognition] => {
    const isDouble = (counts.get(keyOf(recognition) ?? '') ?? 0) > 1
    return [name, isDouble ? { how: 'nowhere', confidence: 'none' } : recognition]
  })
  return new Map(entries)
}
