import type { Place } from './place.ts'
import type { OutputOf, InputOf, JsonValue, Schema } from './schema/schema.ts'

export const methods = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const

export type Method = (typeof methods)[number]

/** Options of a declaration, alike for routes and webhooks. */
export interface OperationOptions<
  Params extends Schema | undefined = Schema | undefined,
  Query extends Schema | undefined = Schema | undefined,
  Headers extends Schema | undefined = Schema | undefined,
  Cookies extends Schema | undefined = Schema | undefined,
  Body extends Schema | undefined = Schema | undefined,
  Response extends Schema | undefined = Schema | undefined,
> {
  /** An object schema with a property for each `{name}` of the path. Default: every one is a string. */
  params?: Params
  /** An object schema; values are turned from text into numbers, booleans and arrays as it asks. */
  query?: Query
  /** An object schema keyed by header name, in any case; `x_token` means `x-token`. */
  headers?: Headers
  /** An object schema keyed by cookie name. */
  cookies?: Cookies
  /** The JSON body. Of a route: what the caller sends. Of a webhook: what is sent to the subscriber. */
  body?: Body
  /** The JSON body of the answer. Of a route it is checked before it leaves. */
  response?: Response
  /** The status of the answer when all went well. Default: 200 for routes, any 2xx for webhooks. */
  status?: number
  /** Further answers by status (`404`, `4XX` or `default`), for the document. */
  responses?: Readonly<Record<string, ResponseOptions>>
  tags?: readonly string[]
  /** Default: made from the method and path, or from the event type. */
  summary?: string
  /** CommonMark. */
  description?: string
  /** Unique over routes and webhooks. Default: made from the method and path, or from the event type. */
  operationId?: string
  deprecated?: boolean
  /** Requirements naming `securitySchemes` of the App; an empty array says that none is needed. */
  security?: readonly SecurityRequirement[]
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

export interface ResponseOptions {
  description: string
  /** The JSON body's schema; left out where there is no body. */
  schema?: Schema
}

export type SecurityRequirement = Readonly<Record<string, readonly string[]>>

/** What a handler is given: each part validated, and typed by its declaration. */
export interface Context<
  Params = unknown,
  Query = unknown,
  Headers = unknown,
  Cookies = unknown,
  Body = unknown,
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
  request: Request
}

export type Awaitable<T> = T | Promise<T>

/** A handler whose types were checked where it was declared. */
export type ErasedHandler = { handle(context: Context): unknown }['handle']

/** What may be returned: a `Response`, or a value that `response` accepts (anything, where none is declared). */
export type Result<Response_ extends Schema | undefined> =
  | globalThis.Response
  | (Response_ extends Schema ? InputOf<Response_> : unknown)

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
