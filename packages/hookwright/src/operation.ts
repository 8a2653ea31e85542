import type { FileFields, UploadsOf } from './content/file.ts'
import type { OperationExamples } from './examples.ts'
import type { ExternalDocsOptions, ServerOptions } from './openapi/info.ts'
import type { Place } from './place.ts'
import type { ReplyFunction, ResponseMap } from './responses.ts'
import type { OutputOf, JsonValue, Schema } from './schema/schema.ts'
import type { AuthOf, Security } from './security/requirement.ts'

export const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const

export type Method = (typeof methods)[number]

export type Maybe = Schema | undefined

/** What a declaration says, as types by option: `undefined` where nothing is said. */
export interface OperationTypes {
  params: Maybe
  query: Maybe
  headers: Maybe
  cookies: Maybe
  body: Maybe
  form: Maybe
  files: FileFields | undefined
  response: Maybe
  status: number | undefined
  /** Of `responses`, by status: what each declares as `schema`, `content` and `headers`; `unknown` for nothing. */
  bodies: ByStatus
  contents: ByStatus
  answerHeaders: ByStatus
  /** The alternatives of `security`. */
  security: Security
}

export type ByStatus = Readonly<Record<string | number, unknown>>

/** Options of a declaration, alike for routes and webhooks. */
export interface OperationOptions<T extends OperationTypes = OperationTypes> {
  /** An object schema with a property for each `{name}` of the path. Default: every one is a string. */
  params?: T['params']
  /** An object schema; values are turned from text into numbers, booleans and arrays as it asks. */
  query?: T['query']
  /** An object schema keyed by header name, in any case; `x_token` means `x-token`. */
  headers?: T['headers']
  /** An object schema keyed by cookie name. */
  cookies?: T['cookies']
  /**
   * The JSON body, or another content: `text()`, `bytes()`, `byteStream()`. Of a route: what the caller sends. Of a
   * webhook: what is sent to the subscriber.
   */
  body?: T['body']
  /** An object schema of the fields of a form, urlencoded or multipart; values are turned from text as in `query`. */
  form?: T['form']
  /** Files of a multipart form, by field: `{ cover: file({ maxBytes: 500_000 }) }`. */
  files?: T['files']
  /** The largest body of a request, in bytes. Default: that of the App, and what `files` allow beside it. */
  bodyLimitBytes?: number
  /**
   * The JSON body of the answer, or another content: `text()`, `jsonLines(…)`, `eventStream(…)`. Of a route it is
   * checked before it leaves.
   */
  response?: T['response']
  /** The status of the answer when all went well. Default: 200 for routes, any 2xx for webhooks. */
  status?: T['status']
  /** Answers by status (`404`, `4XX` or `default`), which a handler makes with `reply`. */
  responses?: ResponseMap<T['bodies'], T['contents'], T['answerHeaders']>
  /** Of the body, the answer and the parameters, shown in the document; each must fit its schema. */
  examples?: OperationExamples<T>
  tags?: readonly string[]
  /** Default: made from the method and path, or from the event type. */
  summary?: string
  /** CommonMark. */
  description?: string
  /** Unique over routes and webhooks. Default: made from the method and path, or from the event type. */
  operationId?: string
  deprecated?: boolean
  /**
   * What a caller must present: any one of the list. Security schemes (`bearer(…)`, `all(…)`, `none`) guard and
   * document; `{ name: [] }` only documents what `securitySchemes` of the App describes. An empty array opens. Of a
   * webhook: what the subscriber's URL asks for.
   */
  security?: readonly T['security'][]
  externalDocs?: ExternalDocsOptions
  /** Where this operation alone is served. Default: the App's. */
  servers?: readonly ServerOptions[]
  /** False keeps it out of the document. Default: true. */
  includeInSchema?: boolean
  /** Of a webhook: how it is delivered, where that is not as `delivery` of the App has it. */
  delivery?: WebhookDeliveryOptions
  /** Merged into the Operation Object as it is: for `x-` properties. */
  extra?: Readonly<Record<string, JsonValue>>
}

export interface WebhookDeliveryOptions {
  /** Milliseconds to wait before each attempt, as `delivery.retryScheduleMs` of the App. Stored with each message. */
  retryScheduleMs?: readonly number[]
}

/** What a handler is given: each part validated, and typed by its declaration. */
export interface Context<
  Params = unknown,
  Query = unknown,
  Headers = unknown,
  Cookies = unknown,
  Body = unknown,
  Form = unknown,
  Files = unknown,
  Auth = unknown,
  ReplyWith = ReplyFunction<OperationTypes>,
> {
  params: Params
  /** `undefined` unless `query` is declared; the raw text is in `request.url`. */
  query: Query
  /** `undefined` unless `headers` is declared; all of them are in `request.headers`. */
  headers: Headers
  /** `undefined` unless `cookies` is declared. */
  cookies: Cookies
  /** `undefined` unless `body` is declared; undeclared bodies can be read from `request`. */
  body: Body
  /** `undefined` unless `form` is declared. */
  form: Form
  /** `undefined` unless `files` is declared. */
  files: Files
  /** What the security scheme made of the caller's credentials; `null` where `none` let the caller in. */
  auth: Auth
  /** Answers with one of the declared statuses: `reply(404, { detail: 'No such book' })`. */
  reply: ReplyWith
  /** Aborted when the caller goes away before the answer has ended. */
  signal: AbortSignal
  request: Request
}

/** The context of an operation on `Path` that is declared with `T`. */
export type ContextOf<Path extends string, T extends OperationTypes> = Context<
  ParamsOf<Path, T['params']>,
  OutputOf<T['query']>,
  OutputOf<T['headers']>,
  OutputOf<T['cookies']>,
  OutputOf<T['body']>,
  OutputOf<T['form']>,
  UploadsOf<T['files']>,
  AuthOf<T['security']>,
  ReplyFunction<T>
>

export type Awaitable<T> = T | Promise<T>

/** A handler whose types were checked where it was declared. */
export type ErasedHandler = { handle(context: Context): unknown }['handle']

/** The parameters of a path template: `/users/{id}` gives `{ id: string }`. */
export type PathParams<Path extends string> = { [Name in ParamNames<Path>]: string }

type ParamNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never

export type ParamsOf<Path extends string, Params extends Schema | undefined> = Params extends Schema
  ? OutputOf<Params>
  : PathParams<Path>

/** One inert record of what was declared; nothing happens until the app serves, documents or sends. */
export interface Operation {
  method: Method
  /** A route's path template, or a webhook's event type. */
  name: string
  options: OperationOptions
  /** Undefined for a webhook: the subscriber has it. */
  handler: ErasedHandler | undefined
  place: Place
}

export function pathParamNames(path: string): string[] {
  return [...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '')
}
