import type { Examples } from './examples.ts'
import type { OperationTypes } from './operation.ts'
import type { GivenOf, InputOf, JsonValue, Schema } from './schema/schema.ts'

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
  // Through `infer`, which keeps TypeScript from working out the rest for every status at once.
  ...rest: ReplyRest<T, S> extends infer Rest extends unknown[] ? Rest : never
) => Reply

type Statuses<T extends OperationTypes> = keyof T['bodies']

/** What a handler may return as it is: the body of the usual answer. Most operations declare no other. */
export type PlainResult<T extends OperationTypes> = [Statuses<T>] extends [never]
  ? UsualBody<T>
  : PlainOf<T, UsualStatus<T>>

type PlainOf<T extends OperationTypes, Usual extends number> = [Usual] extends [never]
  ? never
  : [KeyOf<Statuses<T>, Usual>] extends [never]
    ? UsualBody<T>
    : PlainIn<T, KeyOf<Statuses<T>, Usual>>

type PlainIn<T extends OperationTypes, Key extends Statuses<T>> =
  NeedsHeaders<HeadersAt<T, Key>> extends true
    ? never
    : T['response'] extends Schema
      ? GivenOf<T['response']>
      : T['bodies'][Key] extends Schema
        ? GivenOf<T['bodies'][Key]>
        : ContentAt<T, Key> extends Contents
          ? ValueOf<ContentAt<T, Key>>
          : unknown

type UsualBody<T extends OperationTypes> = T['response'] extends Schema ? GivenOf<T['response']> : unknown

/** The status of a value that is returned as it is; never where only `reply` can say which is meant. */
type UsualStatus<T extends OperationTypes> = T['status'] extends number
  ? T['status']
  : T['response'] extends Schema
    ? 200
    : Extract<Spelled<Statuses<T>>, '200' | '2XX'> extends never
      ? Extract<Spelled<Statuses<T>>, `2${string}`> extends never
        ? 200
        : never
      : 200

type Spelled<Key> = Key extends string | number ? `${Key}` : never

/** What a key of `responses` stands for. */
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

type ContentAt<T extends OperationTypes, Key extends Statuses<T>> = T['contents'][Key & keyof T['contents']]

type HeadersAt<T extends OperationTypes, Key extends Statuses<T>> = T['answerHeaders'][Key &
  keyof T['answerHeaders']]

type ValueOf<Several extends Contents> = GivenOf<Several[keyof Several]>

type NeedsHeaders<Headers> = Headers extends Schema
  ? Partial<InputOf<Headers>> extends InputOf<Headers>
    ? false
    : true
  : false

/** What follows the status in a call of `reply`. */
type ReplyRest<T extends OperationTypes, S extends number> = [KeyOf<Statuses<T>, S>] extends [never]
  ? S extends UsualStatus<T>
    ? UsualRest<T, S>
    : 'default' extends Statuses<T>
      ? RestIn<T, S, 'default', []>
      : never
  : RestIn<T, S, KeyOf<Statuses<T>, S>, S extends UsualStatus<T> ? [body: UsualBody<T>] : []>

type UsualRest<T extends OperationTypes, S extends number> = S extends NoContent
  ? [init?: FreeInit]
  : [body: UsualBody<T>, init?: FreeInit]

/** `Else` is what there is of a body where this key declares none. */
type RestIn<T extends OperationTypes, S extends number, Key extends Statuses<T>, Else extends unknown[]> =
  HeadersAt<T, Key> extends Schema
    ? [...BodyIn<T, S, Key, Else>, ...InitWith<HeadersAt<T, Key>, ContentAt<T, Key>>]
    : ContentAt<T, Key> extends Contents
      ? [...BodyIn<T, S, Key, Else>, init?: FreeInit & Chosen<ContentAt<T, Key>>]
      : [...BodyIn<T, S, Key, Else>, init?: FreeInit]

type BodyIn<
  T extends OperationTypes,
  S extends number,
  Key extends Statuses<T>,
  Else extends unknown[],
> = S extends NoContent
  ? []
  : T['bodies'][Key] extends Schema
    ? [body: GivenOf<T['bodies'][Key]>]
    : ContentAt<T, Key> extends Contents
      ? [body: ValueOf<ContentAt<T, Key>>]
      : Else

type NoContent = 204 | 205 | 304

/** Where no headers are declared, all are free. */
interface FreeInit {
  headers?: Readonly<Record<string, string>>
}

type InitWith<Headers, Several> =
  NeedsHeaders<Headers> extends true
    ? [init: { headers: InputOf<Headers> } & Chosen<Several>]
    : [init?: { headers?: InputOf<Headers> } & Chosen<Several>]

/** Which of several media types is meant. Default: the first. */
type Chosen<Several> = Several extends Contents ? { contentType?: keyof Several } : unknown
