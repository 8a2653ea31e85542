import { mediaTypeOf } from '../answers.ts'
import { isJson } from '../content/content.ts'
import { refusalOfChannels } from '../endpoints/channels.ts'
import { HookwrightError } from '../errors.ts'
import type { Transaction } from '../store/transaction.ts'
import { encode } from '../schema/encode.ts'
import type { Schema } from '../schema/schema.ts'
import { describeIssues } from '../schema/validate.ts'

export interface SendOptions {
  /** On whose behalf: only this tenant's endpoints receive it. 1 to 200 characters. */
  tenant: string
  /**
   * Makes a repeated send safe: the same key with the same event type and body stores one message, however
   * often and from wherever it is sent. 1 to 200 characters, unique per tenant.
   */
  idempotencyKey?: string
  /** Ids of the only endpoints to send to, whatever event types they want. Default: all that want this one. */
  endpoints?: readonly string[]
  /**
   * Channels that the message is about, such as `project:42`: endpoints that listen on channels get it if they listen
   * on one of these. At most 50 of 1 to 128 characters. Default: none.
   */
  channels?: readonly string[]
  /**
   * Your own open transaction, in the database of the store: a client of `pg`, or a `DatabaseSync` of
   * node:sqlite. The message is then stored when you commit, and leaves no trace when you roll back. Await
   * `send` before you do either. Default: a transaction of its own.
   */
  transaction?: Transaction
  /** When the first attempt is due: a `Date`, or epoch milliseconds. A time in the past is now. Default: now. */
  at?: Date | number
}

export interface SendResult {
  messageId: string
  /** How many endpoints it goes to. 0 is no error: the message is stored, and nobody asked for it. */
  deliveries: number
  /** True when the idempotency key had been used: these are the first message's figures. */
  duplicate: boolean
}

/** The bytes that will be signed and sent. */
export interface EncodedBody {
  contentType: string
  bytes: Uint8Array
}

const encoder = new TextEncoder()

/**
 * Validates a body and encodes it to its wire form.
 *
 * @throws HookwrightError `body_invalid` with every issue in its message.
 */
export async function encodeBody(
  schema: Schema | undefined,
  body: unknown,
  eventType: string,
): Promise<EncodedBody> {
  if (!schema) {
    if (body === undefined) return { contentType: 'application/json', bytes: new Uint8Array(0) }
    throw new HookwrightError(
      'body_invalid',
      `The webhook ${eventType} declares no body, but one was given to send(). Declare it: { body: schema }.`,
    )
  }
  const result = await encode(schema, body, 'body')
  if (!result.ok) {
    throw new HookwrightError(
      'body_invalid',
      `The body given to send() does not fit the schema of the webhook ${eventType}; nothing was stored.\n` +
        describeIssues(result.issues),
    )
  }
  const contentType = mediaTypeOf(schema)
  const isText = typeof result.value === 'string' && !isJson(contentType)
  return {
    contentType,
    bytes: encoder.encode(isText ? String(result.value) : toJson(result.value, eventType)),
  }
}

function toJson(value: unknown, eventType: string): string {
  try {
    const text: string | undefined = JSON.stringify(value)
    if (text !== undefined) return text
  } catch (error) {
    throw new HookwrightError(
      'body_invalid',
      `The body of the webhook ${eventType} cannot be written as JSON: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    )
  }
  throw new HookwrightError(
    'body_invalid',
    `The body of the webhook ${eventType} is undefined, which JSON cannot say.`,
  )
}

/** @throws HookwrightError `bad_option` naming the option and what it may be. */
export function checkSendOptions(options: SendOptions): void {
  checkName(options.tenant, 'tenant')
  if (options.idempotencyKey !== undefined) checkName(options.idempotencyKey, 'idempotencyKey')
  if (options.endpoints?.length === 0) {
    throw new HookwrightError(
      'bad_option',
      'send() was given an empty `endpoints`. Leave it out to send to every endpoint that wants the event type.',
    )
  }
  const refusal = refusalOfChannels(options.channels ?? [])
  if (refusal !== null) throw new HookwrightError('bad_option', `send({ channels }): ${refusal}`)
  if (options.at !== undefined) checkAt(options.at)
}

/** The time that `at` means, in epoch milliseconds; never before `now`. */
export function dueAtOf(at: Date | number, now: number): number {
  return Math.max(Math.ceil(Number(at)), now)
}

/** As milliseconds these are in early 1973 or before, as seconds in times to come: nobody means the former. */
const likelySeconds = 1e11

const lastMs = 8.64e15

function checkAt(at: unknown): void {
  const isNumber = typeof at === 'number'
  const ms = isNumber ? at : at instanceof Date ? at.getTime() : Number.NaN
  if (!(Math.abs(ms) <= lastMs)) {
    const given = isNumber ? at : at instanceof Date ? 'an invalid Date' : JSON.stringify(at)
    throw new HookwrightError('bad_option', `\`at\` must be a Date or epoch milliseconds, not ${given}.`)
  }
  if (isNumber && ms < likelySeconds) {
    throw new HookwrightError(
      'bad_option',
      `\`at\` is ${at}, which looks like seconds. Give milliseconds: ${at} * 1000; or a Date.`,
    )
  }
}

const longestName = 200

/** @throws HookwrightError `bad_option` */
export function checkName(value: unknown, option: string): asserts value is string {
  // Control characters would end up in logs and, for some stores, in errors.
  if (typeof value === 'string' && value.length > 0 && value.length <= longestName && !/\p{Cc}/u.test(value))
    return
  throw new HookwrightError(
    'bad_option',
    `\`${option}\` must be a text of 1 to ${longestName} characters without control characters, not ${JSON.stringify(value)}.`,
  )
}
