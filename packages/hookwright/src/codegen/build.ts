import { signatureHeader } from '@hookwright/receiver'

import type { ForeignDocument } from '../documents/document.ts'
import type { ForeignWebhook } from '../documents/operation.ts'
import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema } from '../schema/schema.ts'
import { eachSchema } from '../schema/walk.ts'
import type { EventModel, Model, Recognition } from './model.ts'
import { senderName, TypeNames } from './names.ts'
import { recognise, type RecognitionWishes } from './recognise.ts'
import { bodySchemas } from './schemas.ts'
import { Settler } from './settle.ts'
import { TypeBuilder } from './types.ts'

export interface BuildOptions {
  /** Names of types that mean something else in the file to be written. */
  reserved: readonly string[]
  recognition?: RecognitionWishes | undefined
}

/** The model of a document's webhooks: the same for every language but for the names that one has taken. */
export function buildModel(document: ForeignDocument, { reserved, recognition }: BuildOptions): Model {
  const builder = new TypeBuilder(document, new TypeNames(reserved))
  builder.nameComponents(reachableReferences(document))
  const told = recognise(document, recognition)
  const types = eventTypes(told)
  const drafts = document.webhooks.map((webhook) => draftEvent(webhook, types, builder))
  const settler = new Settler(builder.types)
  const events = drafts.map((event): EventModel => ({
    ...event,
    body: event.body && settler.settle(event.body),
    answer: event.answer && { ...event.answer, type: settler.settle(event.answer.type) },
  }))
  const bodies = document.webhooks.flatMap(({ name, body }): [string, JsonSchema][] =>
    body ? [[types.get(name) ?? name, body.schema]] : [],
  )
  return {
    title: document.title,
    version: document.version,
    sender: senderName(document.title),
    events,
    types: builder.types,
    recognition: told,
    signing: document.signing?.header === signatureHeader ? undefined : document.signing,
    verifiedWith: 'secret',
    schemas: bodySchemas(new Map(bodies), document.root, (reference) => builder.nameOf(reference)),
  }
}

/** By the webhook's name. */
function eventTypes({ events }: Recognition): Map<string, string> {
  const types = new Map<string, string>()
  const taken = new Set<string>()
  for (const [name, { value = name }] of events) {
    const type = taken.has(value) ? name : value
    taken.add(type)
    types.set(name, type)
  }
  return types
}

function draftEvent(
  { name, summary, description, deprecated, body, answer }: ForeignWebhook,
  types: ReadonlyMap<string, string>,
  builder: TypeBuilder,
): EventModel {
  return {
    name,
    type: types.get(name) ?? name,
    description: description ?? (summary !== undefined && repeats(summary, name) ? undefined : summary),
    deprecated,
    body: body && builder.declare(body.schema, 'sent', name, `${name} event`),
    answer: answer && {
      type: builder.declare(answer.schema, 'answered', `${name} answer`),
      optional: answer.optional,
    },
  }
}

/** Frameworks make summaries of names: `User Login` of `user-login`. */
function repeats(summary: string, name: string): boolean {
  const [a, b] = [summary, name].map((text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, ''))
  return a === b
}

/** Every `$ref` that a webhook reaches, in the order in which a reader meets them. */
function reachableReferences({ webhooks, root }: ForeignDocument): string[] {
  const found = new Set<string>()
  const visit = (schema: JsonSchema): void => {
    const inside: string[] = []
    eachSchema(schema, ({ $ref }) => {
      if (typeof $ref === 'string' && !found.has($ref)) inside.push($ref)
    })
    for (const reference of inside) {
      if (found.has(reference)) continue
      found.add(reference)
      const target = referenced(reference, root)
      if (isJsonObject(target)) visit(target)
    }
  }
  for (const { body, answer } of webhooks) {
    if (body) visit(body.schema)
    if (answer) visit(answer.schema)
  }
  return [...found]
}
