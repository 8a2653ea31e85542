import { HookwrightError } from '../errors.ts'
import type { Expression, UrlTemplate } from './expression.ts'

/** What a callback's URL is read from: the context that a handler is given has all of it. */
export interface CallbackRequest {
  request: Request
  params: unknown
  body: unknown
  form?: unknown
}

/** The answer, for expressions that begin with `$response` or are `$statusCode`. */
export interface CallbackResponse {
  /** Default: 200. */
  status?: number
  headers?: Headers | Readonly<Record<string, string>>
  body?: unknown
}

/**
 * A callback cannot be sent to the URL that the request asks for. Where nobody catches it, a handler's caller is
 * answered with 422 and told `loc`.
 */
export class CallbackUrlInvalid extends HookwrightError {
  /** Which part of the request holds the URL; null where none is to blame. */
  readonly loc: readonly (string | number)[] | null

  constructor(loc: CallbackUrlInvalid['loc'], message: string) {
    super('callback_url_invalid', message)
    this.loc = loc
  }
}

/**
 * The URL that a template stands for in a request. A value that begins it stands as it is; one that comes after
 * something else is percent-encoded, so that no caller can leave the place that it was given.
 *
 * @throws CallbackUrlInvalid where a value is missing or is no text, number or boolean
 * @throws HookwrightError `bad_option` where it asks for the answer and none was given
 */
export function evaluateTemplate(
  template: UrlTemplate,
  request: CallbackRequest,
  response: CallbackResponse | undefined,
): string {
  let url = ''
  for (const part of template) {
    if (typeof part === 'string') {
      url += part
      continue
    }
    const value = textOf(valueOf(part, request, response))
    if (value === undefined || value === '') {
      throw new CallbackUrlInvalid(
        locOf(template),
        `{${part.text}} is ${value === '' ? 'empty' : 'no text'} in this request, so that the callback has no URL.`,
      )
    }
    url += url === '' ? value : encodeURIComponent(value)
  }
  return url
}

/** Where in the request the URL begins, as validation errors name it. */
export function locOf([first]: UrlTemplate): (string | number)[] | null {
  if (first === undefined || typeof first === 'string' || !('part' in first.source)) return null
  const { source } = first
  if (source.of === 'response') return null
  return source.part === 'body' ? ['body', ...source.pointer] : [source.part, source.name]
}

function valueOf(
  { text, source }: Expression,
  { request, params, body, form }: CallbackRequest,
  response: CallbackResponse | undefined,
): unknown {
  if (source.of === 'url') return request.url
  if (source.of === 'method') return request.method
  if (source.of === 'request') {
    if (source.part === 'body') return follow(body ?? form, source.pointer)
    if (source.part === 'header') return request.headers.get(source.name)
    if (source.part === 'query') return new URL(request.url).searchParams.get(source.name)
    return memberOf(params, source.name)
  }
  if (!response) {
    throw new HookwrightError(
      'bad_option',
      `send() was given no answer, and {${text}} asks for it. Give it: send(body, { …, response: { status, headers, body } }).`,
    )
  }
  if (!('part' in source)) return response.status ?? 200
  return source.part === 'body'
    ? follow(response.body, source.pointer)
    : new Headers(response.headers).get(source.name)
}

function follow(value: unknown, pointer: readonly string[]): unknown {
  return pointer.reduce<unknown>(memberOf, value)
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return value instanceof URL ? value.href : undefined
}
