import { hasNoBody, type Answer, type Answers } from '../answers.ts'
import {
  Content,
  ContentRefused,
  isJson,
  withCharset,
  type Answering,
  type Encoded,
} from '../content/content.ts'
import { encodeJson } from '../content/json.ts'
import { TextContent } from '../content/text.ts'
import type { Awaitable } from '../operation.ts'
import { Reply, type ReplyInit } from '../responses.ts'
import type { Schema } from '../schema/schema.ts'
import { encode as encodeTo } from '../schema/encode.ts'
import { describeIssues } from '../schema/validate.ts'
import { headerName } from './header-name.ts'
import { responseTo, type Fields } from './whole.ts'

/** What `context.reply` is to whoever calls it, its types apart. */
export type ErasedReply = (status: number, ...rest: readonly unknown[]) => Reply

/** `reply` of one operation: after the status come the body, where that status has one, and what stands beside it. */
export function replyOf(answers: Answers, place: string): ErasedReply {
  return (status, ...rest) => {
    const answer = answers.of(status)
    if (!answer) {
      throw new ContentRefused(
        `The handler of ${place} replied with the status ${status}, which its declaration does not name. Add it to \`responses\`.`,
      )
    }
    const [body, init] = answer.content.size > 0 && !hasNoBody(status) ? rest : [undefined, rest[0]]
    return new Reply(status, body, isInit(init) ? init : {})
  }
}

function isInit(value: unknown): value is ReplyInit {
  return typeof value === 'object' && value !== null
}

/**
 * Makes the HTTP answer of what a handler returned. A `Response` passes as it is; anything else is checked against
 * what is declared for its status, and sent.
 *
 * @throws ContentRefused
 */
export async function respond(
  returned: unknown,
  answers: Answers,
  answering: Answering,
  request: Request,
): Promise<Response> {
  if (returned instanceof Response) return returned
  const { status, body, init } =
    returned instanceof Reply ? returned : usualReply(returned, answers, answering)
  const answer = answers.of(status)
  const headers = answer?.headers || init.headers ? await headersOf(answer, init, answering) : undefined
  const content = answer && !hasNoBody(status) ? chosenContent(answer, init, answering) : undefined
  if (!content) return new Response(null, headers ? { status, headers } : { status })
  const [mediaType, schema] = content
  const encoded = await encode(mediaType, schema, body, answering)
  const isText = typeof encoded === 'string' || schema instanceof TextContent
  const contentType = isText ? withCharset(mediaType) : mediaType
  const own: Fields = { ...(schema instanceof Content && schema.headers), 'content-type': contentType }
  if (!headers) return responseTo(request, encoded, status, own)
  for (const [name, value] of Object.entries(own)) {
    if (name === 'content-type' || !headers.has(name)) headers.set(name, value)
  }
  return responseTo(request, encoded, status, headers)
}

function usualReply(body: unknown, { usualStatus }: Answers, { place }: Answering): Reply {
  if (usualStatus !== undefined) return new Reply(usualStatus, body)
  throw new ContentRefused(
    `The handler of ${place} returned a value, but its declaration does not say with which status. Return reply(status, value).`,
  )
}

/** The media type and schema of an answer; undefined where it has no body. */
function chosenContent(
  { content }: Answer,
  { contentType }: ReplyInit,
  { place }: Answering,
): readonly [mediaType: string, schema: Schema | undefined] | undefined {
  if (contentType === undefined) return content.entries().next().value
  if (content.has(contentType)) return [contentType, content.get(contentType)]
  throw new ContentRefused(
    `The handler of ${place} replied with the content type ${contentType}, which its declaration does not name.`,
  )
}

function encode(
  mediaType: string,
  schema: Schema | undefined,
  value: unknown,
  answering: Answering,
): Awaitable<Encoded> {
  if (schema instanceof Content) return schema.encode(value, answering)
  if (isJson(mediaType)) return encodeJson(schema, value, answering.place)
  return encodeText(mediaType, schema, value, answering)
}

async function encodeText(
  mediaType: string,
  schema: Schema | undefined,
  value: unknown,
  answering: Answering,
): Promise<string> {
  const text = await checked(schema, value, 'response', answering)
  if (typeof text === 'string') return text
  throw new ContentRefused(
    `The handler of ${answering.place} is to answer with ${mediaType}, for which its schema must give text. For bytes, declare bytes().`,
  )
}

async function headersOf(
  answer: Answer | undefined,
  { headers: given = {} }: ReplyInit,
  answering: Answering,
): Promise<Headers> {
  const values = answer?.headers ? await checked(answer.headers, given, 'response headers', answering) : given
  const headers = new Headers()
  for (const [name, value] of Object.entries<unknown>(Object(values))) {
    // Appended, a list travels as one value with commas (RFC 9110, 5.6.1), and cookies each by themselves.
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) headers.append(headerName(name), `${item}`)
    }
  }
  return headers
}

async function checked(
  schema: Schema | undefined,
  value: unknown,
  source: string,
  { place }: Answering,
): Promise<unknown> {
  const result = schema ? await encodeTo(schema, value, source) : { ok: true as const, value }
  if (result.ok) return result.value
  throw new ContentRefused(
    `The handler of ${place} returned what its response schema refuses.\n${describeIssues(result.issues)}`,
  )
}
