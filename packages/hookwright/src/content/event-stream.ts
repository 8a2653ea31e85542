import type { GivenOf, JsonSchema, Schema, StandardSchema } from '../schema/schema.ts'
import { Content, ContentRefused, contentStandard, isNever, type Answering, type Encoded } from './content.ts'
import { encodeJson } from './json.ts'
import { isItems, streamOf, type Items } from './stream.ts'

/** A server-sent event (HTML Standard, 9.2): `Data` is sent as JSON. */
export interface ServerSentEvent<Data = unknown> {
  data: Data
  /** Remembered by the client, which sends the last one as `last-event-id` when it connects again. */
  id?: string
  /** How long the client waits before it connects again, in milliseconds. */
  retry?: number
}

type Events = Readonly<Record<string, Schema>>

type NamedEvents<All extends Events> = {
  [Name in keyof All]: ServerSentEvent<GivenOf<All[Name]>> & { event: Name }
}[keyof All]

export interface EventStreamOptions {
  /** A comment is sent when nothing else was for so long, lest anything between takes the connection for dead. Null sends none. Default: 15. */
  keepAliveSeconds?: number | null
}

/**
 * An answer of server-sent events. The handler returns a list, or an async iterable such as an async generator makes;
 * `data` is checked before it leaves. With one schema, `eventStream(Order)`, events have no name; with several,
 * `eventStream({ placed: Order, cancelled: Order })`, each names itself: `{ event: 'placed', data: order }`. When the
 * client goes away, `signal` of the context is aborted and the generator's `finally` runs.
 */
export function eventStream<const S extends Schema>(
  data: S,
  options?: EventStreamOptions,
): StandardSchema<Items<ServerSentEvent<GivenOf<S>> & { event?: never }>, never>
export function eventStream<const All extends Events>(
  data: All,
  options?: EventStreamOptions,
): StandardSchema<Items<NamedEvents<All>>, never>
export function eventStream(
  data: Schema | Events,
  { keepAliveSeconds = 15 }: EventStreamOptions = {},
): StandardSchema<Items<ServerSentEvent>, never> {
  const events: [string | undefined, Schema][] = isSchema(data) ? [[undefined, data]] : Object.entries(data)
  return new EventStream(new Map(events), keepAliveSeconds)
}

/** Of raw JSON Schema some keyword is no schema itself: a `type`, say, or a list of alternatives. */
function isSchema(data: Schema | Events): data is Schema {
  return (
    '~standard' in data ||
    Object.values(data).some(
      (value) => Array.isArray(value) || (typeof value !== 'object' && typeof value !== 'function'),
    )
  )
}

export class EventStream extends Content<Items<ServerSentEvent>, never> {
  override readonly inner: readonly Schema[]
  /** An answer that is kept, or held back until there is more of it, would be no stream. */
  override readonly headers = { 'cache-control': 'no-cache', 'x-accel-buffering': 'no' }
  readonly #schemas: ReadonlyMap<string | undefined, Schema>
  readonly #keepAliveSeconds: number | null

  constructor(schemas: ReadonlyMap<string | undefined, Schema>, keepAliveSeconds: number | null) {
    super('text/event-stream', contentStandard(isNever, 'Events are only answered with'))
    this.#schemas = schemas
    this.#keepAliveSeconds = keepAliveSeconds
    this.inner = [...schemas.values()]
  }

  /** Undefined for those that have none. */
  get eventNames(): readonly (string | undefined)[] {
    return [...this.#schemas.keys()]
  }

  /** OpenAPI 3.1 has no word for a stream; what it says here of the whole is meant of each event. */
  override describe(references: readonly JsonSchema[]): JsonSchema {
    const events = [...this.#schemas.keys()].map((name, index) => eventSchema(name, references[index] ?? {}))
    return events.length === 1 ? (events[0] ?? {}) : { oneOf: events }
  }

  override async encode(value: unknown, answering: Answering): Promise<Encoded> {
    if (!isItems(value)) {
      throw new ContentRefused(
        `The handler of ${answering.place} is to answer with events: a list or an async iterable, such as an async generator makes.`,
      )
    }
    const seconds = this.#keepAliveSeconds
    return streamOf(value, (event) => this.#write(event, answering.place), {
      ...answering,
      ...(seconds !== null && { keepAlive: { text: ': keep-alive\n\n', ms: seconds * 1000 } }),
    })
  }

  async #write(event: unknown, place: string): Promise<string> {
    const { event: name, data, id, retry } = fieldsOf(event, place)
    const schema = this.#schemas.get(name)
    if (!schema) {
      throw new ContentRefused(
        `The handler of ${place} sent the event ${JSON.stringify(name ?? null)}, which its declaration does not name.`,
      )
    }
    const lines = [
      ...(name === undefined ? [] : [`event: ${name}`]),
      ...(id === undefined ? [] : [`id: ${id}`]),
      ...(retry === undefined ? [] : [`retry: ${retry}`]),
      // JSON holds no line breaks, and so makes one line.
      `data: ${await encodeJson(schema, data, place)}`,
    ]
    return `${lines.join('\n')}\n\n`
  }
}

interface Fields {
  event: string | undefined
  data: unknown
  id: string | undefined
  retry: number | undefined
}

/** Refuses what would break the framing, or what clients would not heed. */
function fieldsOf(event: unknown, place: string): Fields {
  const given: Partial<Record<keyof Fields, unknown>> =
    typeof event === 'object' && event !== null ? event : {}
  const { event: name, data, id, retry } = given
  if (name !== undefined && typeof name !== 'string') throw malformed(place, 'event', 'text')
  if (id !== undefined && (typeof id !== 'string' || /[\r\n\0]/.test(id))) {
    throw malformed(place, 'id', 'text without line breaks')
  }
  if (retry !== undefined && !(typeof retry === 'number' && Number.isInteger(retry) && retry >= 0)) {
    throw malformed(place, 'retry', 'a whole number of milliseconds')
  }
  return { event: name, data, id, retry: typeof retry === 'number' ? retry : undefined }
}

function malformed(place: string, field: string, wanted: string): ContentRefused {
  return new ContentRefused(`The handler of ${place} sent an event whose ${field} is not ${wanted}.`)
}

/** One event as an object of its fields, in the manner of OpenAPI 3.2 (4.14.3). */
function eventSchema(name: string | undefined, reference: JsonSchema): JsonSchema {
  return {
    type: 'object',
    properties: {
      ...(name === undefined ? {} : { event: { type: 'string', const: name } }),
      data: { type: 'string', contentMediaType: 'application/json', contentSchema: reference },
      id: { type: 'string' },
      retry: { type: 'integer', minimum: 0 },
    },
    required: name === undefined ? ['data'] : ['event', 'data'],
  }
}
