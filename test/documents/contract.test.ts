import { describe, expect, test } from 'vitest'

import { compareDocuments } from '../../packages/hookwright/src/contract/compare.ts'
import type { ForeignDocument } from '../../packages/hookwright/src/documents/document.ts'
import type { ForeignWebhook } from '../../packages/hookwright/src/documents/operation.ts'
import { flatten } from '../../packages/hookwright/src/schema/flatten.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../../packages/hookwright/src/schema/schema.ts'
import { absent, documentNames, readDocument } from './documents.ts'

if (absent) console.warn(`Skipped: ${absent}`)

describe.skipIf(absent).each(documentNames)('%s', (name) => {
  // Megabytes of YAML are read once; what a test changes is a copy.
  const read = memoised(name)

  test('has no changes from itself, in whatever order its keys stand', () => {
    const [document, other] = [read(), read()]
    expect(compareDocuments(document, other)).toEqual([])
    const turned = { ...other, root: turnedAround(other.root) }
    expect(compareDocuments(document, turned)).toEqual([])
  })

  test('breaks whoever reads a property, each that is taken away', () => {
    const [document, newer] = [read(), read()]
    const taken = newer.webhooks.flatMap((webhook) => takeProperty(webhook, newer.root) ?? [])
    const found = new Set(
      compareDocuments(document, newer)
        .filter(({ level }) => level === 'breaking')
        .map(({ eventType, place }) => `${eventType}: ${place.split(' › ').at(-1)}`),
    )
    expect(taken.filter((one) => !found.has(one))).toEqual([])
    // Whose bodies are a union, an array or nothing are left out.
    expect(taken.length).toBeGreaterThanOrEqual(Math.floor(document.webhooks.length / 2))
  })

  test('breaks whoever wants an event type that is gone', () => {
    const [document, newer] = [read(), read()]
    const [gone] = document.webhooks
    for (const section of ['webhooks', 'x-webhooks']) {
      const map = newer.root[section]
      if (isJsonObject(map) && gone !== undefined) delete map[gone.name]
    }
    expect(compareDocuments(document, newer)).toMatchObject([
      { eventType: gone?.name, kind: 'event_removed', level: 'breaking' },
    ])
  })
})

function memoised(name: string): () => ForeignDocument {
  let known: ForeignDocument | undefined
  return () => structuredClone((known ??= readDocument(name)))
}

/** With the keys of every object the other way round. */
function turnedAround(value: JsonSchema): JsonSchema {
  const turn = (inner: JsonValue): JsonValue => {
    if (Array.isArray(inner)) return inner.map(turn)
    if (!isJsonObject(inner)) return inner
    const entries = Object.entries(inner).map(([key, one]): [string, JsonValue] => [key, turn(one)])
    return Object.fromEntries(entries.toReversed())
  }
  const turned = turn(value)
  return isJsonObject(turned) ? turned : {}
}

/** Takes the first property out of a body, and tells which: `order.paid: total`. */
function takeProperty({ name, body }: ForeignWebhook, root: JsonSchema): string | undefined {
  if (body === undefined) return undefined
  const { node, choices } = flatten(body.schema, root)
  if (!isJsonObject(node['properties']) || choices.length > 0) return undefined
  const [property] = Object.keys(node['properties'])
  if (property === undefined) return undefined
  const { [property]: _, ...others } = node['properties']
  const required = Array.isArray(node['required']) ? node['required'] : []
  for (const key of Object.keys(body.schema)) delete body.schema[key]
  Object.assign(body.schema, node, {
    properties: others,
    required: required.filter((one) => one !== property),
  })
  return `${name}: ${property}`
}
