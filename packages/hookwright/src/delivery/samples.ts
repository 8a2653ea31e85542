import type { ResolvedOperation } from '../declarations.ts'
import { HookwrightError } from '../errors.ts'
import { withChanges } from '../schema/change.ts'
import { sampleBody } from '../schema/sample.ts'
import { encodeBody, type EncodedBody, type SendOptions, type SendResult } from './send.ts'

export interface SampleChanges {
  /** The whole body, instead of a sample. */
  body?: unknown
  /** What stands at some places instead: `{ "customer.name": "Ada" }`. */
  set?: Readonly<Record<string, unknown>> | undefined
}

/** Sends what is encoded already, as the app sends that webhook. */
export type SendEncoded = (
  webhook: ResolvedOperation,
  body: EncodedBody,
  options: SendOptions,
) => Promise<SendResult>

/** Samples of what an app sends, in exactly the bytes that would be sent. */
export class Samples {
  readonly #catalogue: () => readonly ResolvedOperation[]
  readonly #send: SendEncoded

  constructor(catalogue: () => readonly ResolvedOperation[], send: SendEncoded) {
    this.#catalogue = catalogue
    this.#send = send
  }

  /**
   * @throws HookwrightError `endpoint_invalid` for an event type that is not declared, `bad_schema` where no sample can
   *   be made, `bad_option` for a place that cannot be set, `body_invalid`.
   */
  async make(eventType: string, changes: SampleChanges): Promise<EncodedBody> {
    return encode(this.#find(eventType), changes)
  }

  /** Makes a sample and sends it. @throws as `make` and `send` of a webhook do */
  async send(eventType: string, changes: SampleChanges, options: SendOptions): Promise<SendResult> {
    const webhook = this.#find(eventType)
    return this.#send(webhook, await encode(webhook, changes), options)
  }

  #find(eventType: string): ResolvedOperation {
    const webhook = this.#catalogue().find(({ name }) => name === eventType)
    if (!webhook) {
      const known = this.#catalogue().map(({ name }) => name)
      throw new HookwrightError(
        'endpoint_invalid',
        `No webhook is declared for ${JSON.stringify(eventType)}. The event types are: ${known.join(', ') || '(none)'}.`,
      )
    }
    return webhook
  }
}

async function encode(webhook: ResolvedOperation, { body, set }: SampleChanges): Promise<EncodedBody> {
  const { name, options } = webhook
  const { body: schema, examples } = options
  const sample = async () => (await sampleBody(schema, `webhook ${name}`, examples?.body)).given
  const given = body === undefined ? await sample() : body
  return encodeBody(schema, set ? withChanges(given, set) : given, name)
}
