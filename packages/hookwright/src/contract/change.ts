/** What a change means to those who receive the event as it was declared before. */
export type Level = 'breaking' | 'risky' | 'compatible'

/** Worst first. */
export const levels: readonly Level[] = ['breaking', 'risky', 'compatible']

/** Whether a part of the contract is what the subscriber receives, or what it answers. */
export type Direction = 'received' | 'answered'

/** One thing in which two documents' webhooks differ. */
export interface Change {
  /** The webhook that it is about; null where it is about every one. */
  eventType: string | null
  level: Level
  kind: ChangeKind
  /** Where, from the document's root: `webhooks › order.paid › post › body › customer › email`. */
  place: string
  /** The same from the nearest schema that has a name, and may be part of many bodies: `Customer › email`. Else null. */
  schemaPlace: string | null
  /** What changed, a clause without a full stop: `no longer sent`. */
  description: string
  /** What the sender can do instead; null where nothing needs to be done. */
  advice: string | null
}

interface Rule {
  received: Level
  answered: Level
  advice: string | null
}

const newEventType = 'declare a new event type beside this one, and deprecate this'
const keepAccepting = 'go on accepting what receivers answer today'
const tellFirst = 'tell subscribers before, or declare a new event type'

/** What is sent may become less, what is answered may become more. */
const ruleOf = {
  event_removed: rule('breaking', 'breaking', 'keep it, deprecated, until no endpoint wants it'),
  event_added: rule('compatible', 'compatible'),
  method_changed: rule('breaking', 'breaking', `send it by the old method, or ${newEventType}`),
  method_added: rule('breaking', 'breaking', 'declare an event type of its own for what is sent so'),
  method_removed: rule('compatible', 'compatible'),
  content_type_changed: rule('breaking', 'breaking', newEventType),
  content_type_added: rule('risky', 'compatible', tellFirst),
  content_type_removed: rule('compatible', 'breaking', keepAccepting),
  body_removed: rule('breaking', 'risky', newEventType),
  body_added: rule('compatible', 'breaking', keepAccepting),
  body_made_optional: rule('breaking', 'compatible', 'go on sending it always'),
  body_made_required: rule('compatible', 'breaking', keepAccepting),
  parameter_removed: rule('breaking', 'compatible', 'go on sending it'),
  parameter_added: rule('compatible', 'compatible'),
  parameter_made_optional: rule('breaking', 'compatible', 'go on sending it always'),
  parameter_made_required: rule('compatible', 'breaking', keepAccepting),
  status_removed: rule('breaking', 'breaking', 'go on taking it for a success'),
  status_added: rule('compatible', 'compatible'),
  signing_changed: rule('breaking', 'breaking', 'sign both ways until subscribers have changed'),
  security_changed: rule('risky', 'risky', tellFirst),
  property_removed: rule('breaking', 'risky', `go on sending it, deprecated, or ${newEventType}`),
  property_added: rule('compatible', 'compatible', keepAccepting),
  property_made_optional: rule('breaking', 'compatible', `go on sending it always, or ${newEventType}`),
  property_made_required: rule('compatible', 'breaking', keepAccepting),
  null_allowed: rule('breaking', 'compatible', `leave null out, or ${newEventType}`),
  null_refused: rule('compatible', 'breaking', keepAccepting),
  type_changed: rule('breaking', 'breaking', `send it under a new name beside the old, or ${newEventType}`),
  type_widened: rule('breaking', 'compatible', `send the others under a new name, or ${newEventType}`),
  type_narrowed: rule('compatible', 'breaking', keepAccepting),
  value_added: rule('risky', 'compatible', 'tell subscribers before: who switches over it needs a default'),
  value_removed: rule('compatible', 'breaking', keepAccepting),
  values_replaced: rule('breaking', 'breaking', newEventType),
  values_opened: rule('breaking', 'compatible', 'keep the list of values, and add to it'),
  values_closed: rule('compatible', 'breaking', keepAccepting),
  variant_added: rule('risky', 'compatible', 'tell subscribers before: who switches over it needs a default'),
  variant_removed: rule('compatible', 'breaking', keepAccepting),
  limit_loosened: rule('breaking', 'compatible', `keep to the old limit, or ${newEventType}`),
  limit_tightened: rule('compatible', 'breaking', keepAccepting),
  limit_changed: rule('risky', 'risky', 'see that what is sent still keeps to the old one'),
  format_changed: rule('breaking', 'breaking', `send it under a new name beside the old, or ${newEventType}`),
  object_opened: rule('risky', 'compatible', tellFirst),
  object_closed: rule('compatible', 'breaking', keepAccepting),
  not_comparable: rule('risky', 'risky', 'compare the two by hand'),
  deprecated: rule('compatible', 'compatible'),
  text_changed: rule('compatible', 'compatible'),
} satisfies Record<string, Rule>

export type ChangeKind = keyof typeof ruleOf

function rule(received: Level, answered: Level, advice: string | null = null): Rule {
  return { received, answered, advice }
}

/** What is found at one place, before it is known of which event type. */
export interface Finding {
  kind: ChangeKind
  /** The keys that lead from the place under comparison to where it is. */
  keys: readonly string[]
  description: string
  /** Where it is not as the rule for its kind says. */
  level?: Level
}

/** At the place under comparison. */
export function findingOf(kind: ChangeKind, description: string): Finding {
  return { kind, keys: [], description }
}

export function levelOf({ kind, level }: Finding, direction: Direction): Level {
  return level ?? ruleOf[kind][direction]
}

export function adviceOf(finding: Finding, direction: Direction): string | null {
  const level = levelOf(finding, direction)
  if (level === 'compatible') return null
  const { received, advice } = ruleOf[finding.kind]
  // Advice is for that side on which the kind is the worse.
  if (direction === 'answered' && received !== 'compatible') return keepAccepting
  return direction === 'received' && received === 'compatible' ? tellFirst : advice
}
