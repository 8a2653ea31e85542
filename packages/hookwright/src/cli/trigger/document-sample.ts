import type { EncodedBody } from '../../delivery/send.ts'
import { Sampler } from '../../documents/sample.ts'
import type { ForeignWebhook } from '../../documents/operation.ts'
import { HookwrightError } from '../../errors.ts'
import { withChanges } from '../../schema/change.ts'
import { CommandError } from '../failure.ts'
import { readSource } from '../openapi-source.ts'

interface Changes {
  body?: unknown
  set?: Readonly<Record<string, unknown>> | undefined
}

/**
 * The body of a webhook of an OpenAPI document (a file, a URL or `-`): its example, or one made from its schema, with
 * some places changed.
 *
 * @throws CommandError `document_unreadable`, `no_sample`; HookwrightError `bad_document`, `bad_option`, `body_invalid`
 */
export async function sampleFromDocument(
  source: string,
  eventType: string,
  { body: given, set }: Changes,
): Promise<EncodedBody> {
  const document = await readSource(source)
  const webhook = document.webhooks.find(({ name }) => name === eventType)
  if (!webhook) {
    const known = document.webhooks.map(({ name }) => name).join(', ')
    throw new CommandError(
      'no_sample',
      `${source} has no webhook ${JSON.stringify(eventType)}. It has: ${known}.`,
    )
  }
  const sampler = new Sampler(document)
  const sample = given === undefined ? sampleOf(sampler, webhook, source) : given
  const body = set === undefined ? sample : withChanges(sample, set)
  const issues = sampler.check(webhook, body)
  if (issues.length > 0) {
    throw new HookwrightError(
      'body_invalid',
      `The body does not fit the schema of the webhook ${eventType}.\n${issues.join('\n')}`,
    )
  }
  const bytes = body === undefined ? new Uint8Array(0) : new TextEncoder().encode(JSON.stringify(body))
  return { contentType: 'application/json', bytes }
}

function sampleOf(sampler: Sampler, webhook: ForeignWebhook, source: string): unknown {
  const sample = sampler.sample(webhook)
  if (sample.ok) return sample.body
  throw new CommandError(
    'no_sample',
    `No sample of ${webhook.name} of ${source} could be made: ${sample.reason}. Give a body: --body body.json.`,
  )
}
