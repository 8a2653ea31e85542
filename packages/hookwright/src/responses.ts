import type { Examples } from './examples.ts'
import type { OperationTypes } from './operation.ts'
import type { InputOf, JsonValue, Schema } from './schema/schema.ts'

/** An answer by its status, as `responses` declares it. */
export interface ResponseOptions
  extends ResponseBody<unknown>, ResponseContent<unknown>, ResponseHeaders<unknown> {}

interface ResponseBody<S> {
  /** CommonMark. */
  description: string
  /** The schema of the JSON body, or another content: `text()`, `bytes()`, `eventStream(…)`. Default: no body. */
  schema?: S extends Schema ? S : Schema
  /** By name, shown in the document, each of which `schema` must accept. */
  examples?: Examples
  /** Merged into the Response Object as it is: for `x-` properties and `links`. */
  extra?: Readonly<Record<string, JsonValue>>
}

/** Schemas by media type. */
type Contents = Readonly<Record<string, Schema>>

// The conditions of these three say no more than `S & Schema` would, but that intersection costs TypeScript a
// copy of every member that a library's schema has.

interface ResponseContent<C> {
  /** Where there are several media types, instead of `schema`: `{ 'application/json': Report, 'text/csv': text() }`. */
  content?: C extends Contents ? C : Contents
}

interface ResponseHeaders<H> {
  /** An object schema keyed by header name, in any case; `x_total` means `x-total`. */
  headers?: H extends Schema ? H : Schema
}

/**
 * `responses`, with what each status is declared with as types of their own. Three maps in one, since TypeScript
 * infers one type from each.
 */
export type ResponseMap<Bodies, Several, Headers> = {
  readonly [Status in keyof Bodies]: ResponseBody<Bodies[Status]>
} & {
  readonly [Status in keyof Several]: ResponseContent<Several[Status]>
} & {
  readonly [Status in keyof Headers]: ResponseHeaders<Headers[Status]>
}

/** What `context.reply` returns: an answer whose status, body and headers were checked against the declaration. */
export class Reply {
  readonly #status: number
  readonly #body: unknown
  readonly #init: ReplyInit

  /** @internal */
  constructor(status: number, body: unknown, init: ReplyInit = {}) {
    this.#status = status
    this.#body = body
    this.#init = init
  }

  /** @internal */
  get status(): number {
    return this.#status
  }

  /** @internal */
  get body(): unknown {
    return this.#body
  }

  /** @internal */
  get init(): ReplyInit {
    return this.#init
  }
}

/** What stands beside the body of a reply. */
export interface ReplyInit {
  headers?: Readonly<Record<string, unknown>> | undefined
  contentType?: string | undefined
}

/**
 * Answers with one of the declared statuses: `reply(404, { detail: 'No such book' })`, `reply(201, book, { headers })`,
 * `reply(304, { headers })`. What it takes is typed by the declaration of that status.
 */
export type ReplyFunction<T extends OperationTypes> = <S extends UsualStatus<T> | Numbers<Statuses<T>>>(
  status: S,
  ...rest: ReplyRest<T, S>
) => Reply

/** What a handler may return as it is: the body of the usual answer. */
export type PlainResult<T extends OperationTypes> = [UsualStatus<T>] extends [never]
  ? never
  : HeadersOf<T, UsualStatus<T>> extends Schema
    ? Partial<InputOf<HeadersOf<T, UsualStatus<T>>>> extends InputOf<HeadersOf<T, UsualStatus<T>>>
      ? PlainBody<BodyOf<T, UsualStatus<T>>>
      : never
    : PlainBody<BodyOf<T, UsualStatus<T>>>

type PlainBody<Body> = IsNone<Body> extends true ? unknown : Body

declare const noBody: unique symbol
/** In place of a body's type where there is no body. */
interface NoBody {
  [noBody]: true
}

/** `any`, which extends everything, is a body. */
type IsNone<Body> = 0 extends 1 & Body ? false : [Body] extends [NoBody] ? true : false

type Statuses<T extends OperationTypes> = keyof T['bodies']

/** The status of a value that is returned as it is; never where only `reply` can say which is meant. */
type UsualStatus<T extends OperationTypes> = T['status'] extends number
  ? T['status']
  : T['response'] extends Schema
    ? 200
    : 200 extends Statuses<T>
      ? 200
      : Extract<Spelled<Statuses<T>>, '200' | '2XX'> extends never
        ? Extract<Spelled<Statuses<T>>, `2${string}`> extends never
          ? 200
          : never
        : 200

type Spelled<Key> = Key extends string | number ? `${Key}` : never

type Numbers<Key> = Key extends number
  ? Key
  : Key extends `${infer Exact extends number}`
    ? Exact
    : Key extends `${infer First}XX`
      ? InRange<`${First}${Digit}${Digit}`>
      : Key extends string
        ? number
        : never

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'

type InRange<Text> = Text extends `${infer Status extends number}` ? Status : never

/** The key that speaks of a status: itself, or its range. */
type KeyOf<Keys, S extends number> = S extends Keys
  ? S
  : `${S}` extends Keys
    ? `${S}`
    : RangeOf<S> extends Keys
      ? RangeOf<S>
      : never

type RangeOf<S extends number> = `${S}` extends `${infer First}${string}` ? `${First}XX` : never

type At<Map, S extends number> = [KeyOf<keyof Map, S>] extends [never]
  ? 'default' extends keyof Map
    ? Map['default']
    : unknown
  : Map[KeyOf<keyof Map, S> & keyof Map]

/** Of the usual status: `default` does not speak of it. */
type UsualAt<Map, S extends number> = [KeyOf<keyof Map, S>] extends [never]
  ? unknown
  : Map[KeyOf<keyof Map, S> & keyof Map]

type BodyOf<T extends OperationTypes, S extends number> = S extends 204 | 205 | 304
  ? NoBody
  : S extends UsualStatus<T>
    ? T['response'] extends Schema
      ? InputOf<T['response']>
      : BodyIn<UsualAt<T['bodies'], S>, UsualAt<T['contents'], S>, unknown>
    : BodyIn<At<T['bodies'], S>, At<T['contents'], S>, NoBody>

type BodyIn<Body, Several, Else> = Body extends Schema
  ? InputOf<Body>
  : Several extends Contents
    ? InputOf<Several[keyof Several]>
    : Else

type HeadersOf<T extends OperationTypes, S extends number> =
  S extends UsualStatus<T> ? UsualAt<T['answerHeaders'], S> : At<T['answerHeaders'], S>

type ReplyRest<T extends OperationTypes, S extends number> =
  IsNone<BodyOf<T, S>> extends true ? InitRest<T, S> : [body: BodyOf<T, S>, ...InitRest<T, S>]

type InitRest<T extends OperationTypes, S extends number> =
  HeadersOf<T, S> extends Schema
    ? Partial<InputOf<HeadersOf<T, S>>> extends InputOf<HeadersOf<T, S>>
      ? [init?: { headers?: InputOf<HeadersOf<T, S>> } & ContentTypeOf<T, S>]
      : [init: { headers: InputOf<HeadersOf<T, S>> } & ContentTypeOf<T, S>]
    : [init?: { headers?: Readonly<Record<string, string>> } & ContentTypeOf<T, S>]

/** Which of several media types is meant. Default: the first. */
type ContentTypeOf<T extends OperationTypes, S extends number> =
  At<T['contents'], S> extends Contents
    ? { contentType?: keyof At<T['contents'], S> }
    : { contentType?: never }
