import type { ResolvedOperation } from '../declarations.ts'
import { HookwrightError } from '../errors.ts'
import { withChanges } from '../schema/change.ts'
import { sampleBody } from '../schema/sample.ts'
import { encodeBody, type EncodedBody } from './send.ts'

export interface SampleChanges {
  /** The whole body, instead of a sample. */
  body?: unknown
  /** What stands at some places instead: `{ "customer.name": "Ada" }`. */
  set?: Readonly<Record<string, unknown>> | undefined
}

/** Samples of what an app sends, in exactly the bytes that would be sent. */
export class Samples {
  readonly #catalogue: () => readonly ResolvedOperation[]

  constructor(catalogue: () => readonly ResolvedOperation[]) {
    this.#catalogue = catalogue
  }

  /**
   * @throws HookwrightError `endpoint_invalid` for an event type that is not declared, `bad_schema` where no sample can
   *   be made, `bad_option` for a place that cannot be set, `body_invalid`.
   */
  async make(eventType: string, { body, set }: SampleChanges = {}): Promise<EncodedBody> {
    const webhook = this.#catalogue().find(({ name }) => name === eventType)
    if (!webhook) {
      const known = this.#catalogue().map(({ name }) => name)
      throw new HookwrightError(
        'endpoint_invalid',
        `No webhook is declared for ${JSON.stringify(eventType)}. The event types are: ${known.join(', ') || '(none)'}.`,
      )
    }
    const schema = webhook.options.body
    const given = body === undefined ? (await sampleBody(schema, `webhook ${eventType}`)).given : body
    return encodeBody(schema, set ? withChanges(given, set) : given, eventType)
  }
}
