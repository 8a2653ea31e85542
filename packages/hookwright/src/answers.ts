import { Content } from './content/content.ts'
import type { Operation } from './operation.ts'
import type { ResponseOptions } from './responses.ts'
import type { Schema } from './schema/schema.ts'

/** One answer of an operation, as it is both sent and documented. */
export interface Answer {
  /** Schemas by media type, the usual one first; undefined for JSON of any shape. Empty where there is no body. */
  content: ReadonlyMap<string, Schema | undefined>
  headers: Schema | undefined
  /** What `responses` says of it. */
  options: ResponseOptions | undefined
}

/** Statuses that HTTP (RFC 9110, 15) gives no content. */
export function hasNoBody(status: number | string): boolean {
  return ['204', '205', '304'].includes(String(status))
}

/** The answers of an operation, by status. */
export class Answers {
  /** What a plain return value is sent with; undefined where only `reply` can say which is meant. */
  readonly usualStatus: number | undefined
  /** The usual answer's name in the document: its status, or `2XX`. */
  readonly usualKey: string | undefined
  readonly #byKey: ReadonlyMap<string, Answer>

  constructor({ method, options, handler }: Pick<Operation, 'method' | 'options' | 'handler'>) {
    const { status, response, responses = {} } = options
    const declared = new Map(Object.entries(responses).map(([key, each]) => [key, answerOf(key, each)]))
    const isWebhook = handler === undefined
    this.usualKey = status === undefined ? usualKeyOf(isWebhook, response, declared) : String(status)
    this.usualStatus = this.usualKey === undefined ? undefined : (status ?? 200)
    if (this.usualKey === undefined) {
      this.#byKey = declared
      return
    }
    const covering = find(declared, this.usualKey)
    const noBody = method === 'head' || hasNoBody(this.usualKey)
    // What a handler returns is sent as JSON, declared or not; saying nothing would mean that there is no body.
    const content = response ? contentOf(response) : orElse(covering?.content, isWebhook ? nothing : anyJson)
    const usual: Answer = {
      content: noBody ? nothing : content,
      headers: covering?.headers,
      options: declared.get(this.usualKey)?.options,
    }
    this.#byKey = new Map([[this.usualKey, usual], ...declared, [this.usualKey, usual]])
  }

  /** What is declared for a status: by itself, by its range, or by `default`. */
  of(status: number): Answer | undefined {
    return find(this.#byKey, String(status)) ?? this.#byKey.get('default')
  }

  /** All of them, by what they were declared as: `404`, `4XX`, `default`. */
  entries(): Iterable<[key: string, answer: Answer]> {
    return this.#byKey.entries()
  }
}

const nothing: Answer['content'] = new Map()
const anyJson: Answer['content'] = new Map([['application/json', undefined]])

function usualKeyOf(
  isWebhook: boolean,
  response: Schema | undefined,
  byKey: ReadonlyMap<string, Answer>,
): string | undefined {
  if (isWebhook) return '2XX'
  if (response || byKey.has('200')) return '200'
  if (byKey.has('2XX')) return '2XX'
  return [...byKey.keys()].some((key) => key.startsWith('2')) ? undefined : '200'
}

function find(byKey: ReadonlyMap<string, Answer>, status: string): Answer | undefined {
  return byKey.get(status) ?? byKey.get(`${status.charAt(0)}XX`)
}

function answerOf(key: string, options: ResponseOptions): Answer {
  const { schema, content, headers } = options
  const declared = content ? new Map(Object.entries(content)) : schema ? contentOf(schema) : nothing
  return { content: hasNoBody(key) ? nothing : declared, headers, options }
}

function contentOf(schema: Schema): Answer['content'] {
  return new Map([[mediaTypeOf(schema), schema]])
}

function orElse(content: Answer['content'] | undefined, other: Answer['content']): Answer['content'] {
  return content && content.size > 0 ? content : other
}

export function mediaTypeOf(schema: Schema): string {
  return schema instanceof Content ? schema.mediaType : 'application/json'
}
