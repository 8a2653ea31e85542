import type { ForeignDocument } from '../documents/document.ts'
import { HookwrightError } from '../errors.ts'
import { buildModel } from './build.ts'
import type { Model, Source } from './model.ts'
import { typeName } from './names.ts'
import { writers, type Language, type Validation, type Writer } from './writers.ts'

export interface GenerateOptions {
  language: Language
  validation: Validation
  /** Whose webhooks these are, where the title does not tell: `Polar` makes `createPolarReceiver`. */
  sender?: string | undefined
  /** What requests are verified with: a secret (`v1`) or a public key (`v1a`). Default: `v1`. */
  signing?: 'v1' | 'v1a' | undefined
  /** Where every event's name is told, where that is known better. */
  eventFrom?: Source | undefined
  /** What is told there, by the webhook's name. */
  eventTypes?: ReadonlyMap<string, string> | undefined
}

export interface Generated {
  text: string
  model: Model
}

/**
 * Writes the receiver of a document's webhooks: the same text for the same document and options.
 *
 * @throws HookwrightError `bad_option` where `eventTypes` names webhooks that the document does not have.
 */
export function generate(document: ForeignDocument, options: GenerateOptions): Generated {
  const { language, validation, sender, signing = 'v1', eventFrom, eventTypes } = options
  const unknown = [...(eventTypes?.keys() ?? [])].filter(
    (name) => !document.webhooks.some((webhook) => webhook.name === name),
  )
  if (unknown.length > 0) {
    const known = document.webhooks.map(({ name }) => name).join(', ')
    throw new HookwrightError(
      'bad_option',
      `The map names webhooks that the document does not have: ${unknown.join(', ')}. It has ${known}.`,
    )
  }
  const writer: Writer = writers[language]
  const model = buildModel(document, {
    reserved: writer.reservedNames,
    recognition: { source: eventFrom, values: eventTypes },
  })
  const named: Model = {
    ...model,
    ...(sender !== undefined && { sender: typeName(sender) }),
    verifiedWith: signing === 'v1' ? 'secret' : 'public_key',
  }
  return { text: writer.write(named, validation), model: named }
}
