import { candidates } from '../schema/construct.ts'
import type { JsonValue } from '../schema/schema.ts'
import { BodyChecker } from './check.ts'
import type { ForeignDocument } from './document.ts'
import type { ForeignWebhook } from './operation.ts'

/**
 * A body of a webhook, as its sender would send it; or why none could be made that its schema accepts, with what
 * comes nearest.
 */
export type ForeignSample =
  | { ok: true; body: JsonValue | undefined; from: 'example' | 'schema' | 'nothing' }
  | { ok: false; reason: string; nearest: JsonValue | undefined }

/** Makes samples of the webhooks of one document, each held to its schema. */
export class Sampler {
  readonly #document: ForeignDocument
  readonly #checker: BodyChecker

  constructor(document: ForeignDocument) {
    this.#document = document
    this.#checker = new BodyChecker(document.root)
  }

  /** The first example that the document declares and its own schema accepts, else a body made from the schema. */
  sample(webhook: ForeignWebhook): ForeignSample {
    const { body } = webhook
    if (!body) return { ok: true, body: undefined, from: 'nothing' }
    let nearest: { body: JsonValue; issues: string[] } | undefined
    try {
      const example = body.examples.find((one) => this.check(webhook, one).length === 0)
      if (example !== undefined) return { ok: true, body: example, from: 'example' }
      for (const made of candidates(body.schema, this.#document.root)) {
        const issues = this.check(webhook, made)
        if (issues.length === 0) return { ok: true, body: made, from: 'schema' }
        if (!nearest || issues.length < nearest.issues.length) nearest = { body: made, issues }
      }
    } catch (error) {
      return { ok: false, reason: `its schema cannot be used: ${String(error)}`, nearest: body.examples[0] }
    }
    const shown = nearest?.issues.slice(0, 3).join('; ')
    // What people wrote is nearer to what is really sent.
    return {
      ok: false,
      reason: `no body that was tried satisfies its schema: ${shown}`,
      nearest: body.examples[0] ?? nearest?.body,
    }
  }

  /** What is wrong with a body by the webhook's schema, one line each. */
  check({ body }: ForeignWebhook, value: unknown): string[] {
    return body ? this.#checker.check(value, body.schema) : []
  }
}
