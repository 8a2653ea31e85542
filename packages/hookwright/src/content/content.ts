import type { JsonSchema, Schema, StandardSchema } from '../schema/schema.ts'

/**
 * What a body or an answer holds where it is not plain JSON: text, bytes, a stream. It is a schema like any other,
 * and so stands wherever a schema does: `response: text()`.
 */
export abstract class Content<In, Out> implements StandardSchema<In, Out> {
  readonly '~standard': StandardSchema<In, Out>['~standard']
  /**
   * Of what is read it may be a range: `image/*`.
   *
   * @internal
   */
  readonly mediaType: string

  /** @internal */
  protected constructor(mediaType: string, standard: StandardSchema<In, Out>['~standard']) {
    this.mediaType = mediaType
    this['~standard'] = standard
  }

  /**
   * The schemas that it is made of, which the document may name.
   *
   * @internal
   */
  abstract readonly inner: readonly Schema[]

  /**
   * The schema in the document, with what refers to each of `inner`.
   *
   * @internal
   */
  abstract describe(references: readonly JsonSchema[]): JsonSchema

  /**
   * The body of an answer, of what a handler returned. Throws ContentRefused for what it cannot be.
   *
   * @internal
   */
  abstract encode(value: unknown, answering: Answering): Promise<Encoded>

  /**
   * What `describe` refers to as `#/components/schemas/<name>` beside `references`: schemas that are nobody's here.
   *
   * @internal
   */
  readonly components: Readonly<Record<string, JsonSchema>> = {}

  /**
   * Whether a webhook can be sent with it; of what is no plain JSON most can only be answered.
   *
   * @internal
   */
  readonly isDelivered: boolean = false

  /**
   * Headers of an answer with it, `content-type` apart, that the handler may overrule.
   *
   * @internal
   */
  readonly headers: Readonly<Record<string, string>> = {}

  /**
   * What the handler gets of a request's body; undefined where it can only be sent.
   *
   * @internal
   */
  readonly read: ((body: IncomingBody) => Promise<unknown>) | undefined

  /**
   * Whether the handler itself reads the body.
   *
   * @internal
   */
  readonly readsStream: boolean = false
}

/** The body of a `Response`. */
export type Encoded = string | Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>

/** A request's body, read once: as a whole, or bit by bit. Neither gives more than is allowed. */
export interface IncomingBody {
  contentType: string
  bytes: () => Promise<Uint8Array<ArrayBuffer>>
  stream: () => ReadableStream<Uint8Array>
}

/** What encoding needs to know of the request that is answered. */
export interface Answering {
  /** For messages: `GET /users`. */
  place: string
  /** Told of what goes wrong once the answer has begun. */
  onError: (error: unknown) => void
  /** Called when the caller goes away. */
  leave: () => void
}

/** A handler returned what its declaration refuses: a fault of the server, never shown to the caller. */
export class ContentRefused extends Error {
  override readonly name = 'InvalidResponse'
}

/** The part of a media type before its parameters. */
export function essenceOf(mediaType: string): string {
  return mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** Whether a media type is one of a range: `image/png` of `image/*`. */
export function isWithin(mediaType: string, range: string): boolean {
  if (mediaType === range) return true
  const [essence, wanted] = [essenceOf(mediaType), essenceOf(range)]
  return (
    wanted === '*/*' ||
    wanted === essence ||
    (wanted.endsWith('/*') && essence.startsWith(wanted.slice(0, -1)))
  )
}

/** Text that we write is UTF-8; without saying so, browsers take `text/…` for something older. */
export function withCharset(mediaType: string): string {
  return /^text\/(?!event-stream)/i.test(mediaType) && !/;\s*charset=/i.test(mediaType)
    ? `${mediaType}; charset=utf-8`
    : mediaType
}

export function isJson(mediaType: string): boolean {
  return mediaType === 'application/json' || /^application\/([^/]+\+)?json$/.test(essenceOf(mediaType))
}

/** How a content of ours presents itself as a Standard Schema: `message` is told of what it does not accept. */
export function contentStandard<In, Out>(
  accepts: (value: unknown) => value is Out,
  message: string,
  jsonSchema: JsonSchema = {},
): StandardSchema<In, Out>['~standard'] {
  const copy = () => structuredClone(jsonSchema)
  return {
    version: 1,
    vendor: 'hookwright',
    validate: (value) => (accepts(value) ? { value } : { issues: [{ message }] }),
    jsonSchema: { input: copy, output: copy },
  }
}

/** Of contents that are only sent: they accept nothing. */
export function isNever(_value: unknown): _value is never {
  return false
}
