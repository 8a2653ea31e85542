import type { EventModel, Model, Source } from '../model.ts'
import { describeSigning } from '../report.ts'
import type { Validation } from '../writers.ts'
import { comment, key, quoted, width } from './text.ts'
import type { TypeWriter } from './types.ts'

/** The events, what their handlers are, and the receiver that calls them. */
export function receiverText(model: Model, types: TypeWriter, validation: Validation): string {
  const parts = [eventsText(model, types), createText(model, validation), eventTypeText(model)]
  return parts.filter((part) => part !== undefined).join('\n')
}

/** `createPolarReceiver` */
function receiverName({ sender }: Model): string {
  return `create${sender || 'Webhook'}Receiver`
}

function eventsText({ title, events }: Model, types: TypeWriter): string {
  const entries = events.map((event) => {
    const { type, description, deprecated, name } = event
    const also = type === name ? undefined : `\`${name}\` in the document.`
    const doc = comment('  ', description, also, deprecated ? '@deprecated' : undefined)
    return `${doc}  ${key(type)}: ${entryText(event, types)}\n`
  })
  const answered = events.some(({ answer }) => answer)
    ? ', and the answer that it waits for where it waits for one'
    : ''
  return `${comment('', `What ${title} sends, by event type${answered}.`)}export interface Events {
${entries.join('')}}

export type EventType = keyof Events

/** Any of the events, told apart by \`type\`. */
export type AnyEvent = WebhookEventOf<Events>

/** A handler for each event type that is wanted. */
export type Handlers = WebhookHandlers<Events>
`
}

function entryText({ type, body, answer }: EventModel, types: TypeWriter): string {
  const sent = `body: ${body ? types.text(body, '    ') : 'undefined'}`
  if (!answer) return `{ ${sent} }`
  const answered = `response${answer.optional ? '?' : ''}: ${types.text(answer.type, '    ')}`
  const line = `{ ${sent}; ${answered} }`
  const isLong = type.length + line.length + 6 > width || line.includes('\n')
  return isLong ? `{\n    ${sent}\n    ${answered}\n  }` : line
}

function createText(model: Model, validation: Validation): string {
  const { title, events, recognition } = model
  const [shown] = events
  const lost = events.filter(({ name }) => recognition.events.get(name)?.how === 'nowhere')
  const secret =
    `${(model.sender || 'webhook').replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, '_')}_${model.verifiedWith}`.toUpperCase()
  const example = `\`\`\`ts
const receive = ${receiverName(model)}({
  secret: process.env.${secret.replaceAll(/\W/g, '_')} ?? '',
  on: {
    ${key(shown?.type ?? '')}: async ({ body }) => console.log(body),
  },
})
\`\`\``
  const only = lost.length > 0 ? onlyText(lost, model) : undefined
  const doc = comment(
    '',
    `Receives what ${title} sends: verifies each request and calls the handler of its event type.`,
    describeSigning(model),
    example,
    only,
  )
  const check = {
    off: '',
    warn: ' check: warnOfMismatches(schemas),',
    strict: ' check: refuseMismatches(schemas),',
  }[validation]
  if (!only) {
    return `${doc}export function ${receiverName(model)}(options: ReceiverOptions<Events>): Receiver {
  return createReceiver<Events>({ eventType: eventTypeOf,${check} ...options })
}
`
  }
  return `${doc}export function ${receiverName(model)}(
  options: ReceiverOptions<Events> & { only?: EventType | undefined },
): Receiver {
  const { only, ...rest } = options
  const eventType = only === undefined ? ${model.recognition.sources.length > 0 ? 'eventTypeOf' : 'undefined'} : () => only
  return createReceiver<Events>({ eventType,${check} ...rest })
}
`
}

function onlyText(lost: readonly EventModel[], { recognition }: Model): string {
  if (recognition.sources.length === 0) {
    return (
      'The document does not say how requests tell their event type. It is taken from the header ' +
      '`webhook-event-type`, or else `type` of the body; where neither is sent, give each event a URL of its own, and ' +
      'its receiver the option `only`.'
    )
  }
  const names = lost.map(({ type }) => `\`${type}\``).join(', ')
  return `Requests do not tell these: ${names}. Give each a URL of its own, and its receiver the option \`only\`.`
}

function eventTypeText({ events, recognition }: Model): string | undefined {
  const { sources } = recognition
  const [first, ...others] = sources
  const [single] = events
  if (!first) {
    if (events.length > 1 || !single) return undefined
    return `/** There is only one event. */\nexport function eventTypeOf(): EventType {\n  return ${quoted(single.type)}\n}\n`
  }
  const doc = comment('', `The event type that a request tells: ${sources.map(sourcePhrase).join(', or ')}.`)
  const usesHeaders = sources.some((source) => source.in === 'header')
  const usesBody = sources.some((source) => source.in === 'body')
  const parameters = [
    usesBody || usesHeaders ? `${usesBody ? 'body' : '_body'}: unknown` : '',
    usesHeaders ? 'headers: Headers' : '',
  ]
  const head = `export function eventTypeOf(${parameters.filter(Boolean).join(', ')}): string | undefined {`
  const body =
    others.length === 0
      ? `  return ${sourceText(first)}\n`
      : `  const told = [${sources.map(sourceText).join(', ')}].filter((type) => type !== undefined)
  return told.find((type) => eventTypes.has(type)) ?? told[0]\n`
  const known = others.length === 0 ? '' : `\n${knownText(events)}`
  return `${doc}${head}\n${body}}\n${known}${usesBody ? `\n${textAt(sources)}` : ''}`
}

function knownText(events: readonly EventModel[]): string {
  return `const eventTypes: ReadonlySet<string> = new Set([\n${events.map(({ type }) => `  ${quoted(type)},\n`).join('')}])\n`
}

function sourcePhrase(source: Source): string {
  return source.in === 'header'
    ? `the header \`${source.name}\``
    : `\`/${source.path.join('/')}\` of the body`
}

function sourceText(source: Source): string {
  if (source.in === 'header') return `headers.get(${quoted(source.name)}) ?? undefined`
  return `textAt(body, [${source.path.map(quoted).join(', ')}])`
}

function textAt(sources: readonly Source[]): string {
  const hasList = sources.some((source) => source.in === 'body' && source.path.includes('*'))
  const list = `  if (key === '*' && Array.isArray(value)) {
    // One request has one event type: items that tell several tell none.
    const [first, ...others] = new Set(value.map((item) => textAt(item, rest)))
    return others.length === 0 ? first : undefined
  }
`
  return `function textAt(value: unknown, [key, ...rest]: readonly string[]): string | undefined {
  if (key === undefined) return typeof value === 'string' ? value : undefined
${hasList ? list : ''}  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return textAt(Reflect.get(value, key), rest)
}
`
}
