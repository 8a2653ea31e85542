import type { ForeignDocument } from '../documents/document.ts'
import { follow, methods } from '../documents/operation.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'

/** One webhook, with everything that a receiver depends on. */
export interface Delivered {
  eventType: string
  /** `webhooks › order.paid`. */
  place: string
  /** By method, in lower case. */
  operations: ReadonlyMap<string, DeliveredOperation>
}

export interface DeliveredOperation {
  text: string
  isDeprecated: boolean
  body: DeliveredBody | undefined
  /** By `header › x-event`. */
  parameters: ReadonlyMap<string, DeliveredParameter>
  /** What may be answered, by status (`200`, `2XX`, `default`): schemas by media type. */
  answers: ReadonlyMap<string, Contents>
  security: JsonValue
}

export interface DeliveredBody {
  isRequired: boolean
  contents: Contents
}

export interface DeliveredParameter {
  isRequired: boolean
  isDeprecated: boolean
  schema: JsonSchema
}

/** Schemas by media type, in lower case and without parameters. */
export type Contents = ReadonlyMap<string, JsonSchema>

/** In the document's order, by event type. */
export function readDelivered({ root }: ForeignDocument): Map<string, Delivered> {
  const all = new Map<string, Delivered>()
  for (const section of ['x-webhooks', 'webhooks']) {
    const map = root[section]
    for (const [eventType, item] of isJsonObject(map) ? Object.entries(map) : []) {
      const operations = readOperations(follow(item, root) ?? {}, root)
      if (operations.size > 0) {
        all.set(eventType, { eventType, place: `${section} › ${eventType}`, operations })
      }
    }
  }
  return all
}

function readOperations(item: JsonSchema, root: JsonSchema): Map<string, DeliveredOperation> {
  const operations = methods.flatMap((method): [string, DeliveredOperation][] => {
    const operation = follow(item[method], root)
    return operation ? [[method, readOperation(operation, item, root)]] : []
  })
  return new Map(operations)
}

function readOperation(operation: JsonSchema, item: JsonSchema, root: JsonSchema): DeliveredOperation {
  const body = follow(operation['requestBody'], root)
  const responses = isJsonObject(operation['responses']) ? Object.entries(operation['responses']) : []
  return {
    text: [
      operation['summary'] ?? item['summary'],
      operation['description'] ?? item['description'],
      body?.['description'],
    ]
      .filter((text) => typeof text === 'string')
      .join(' ')
      .replaceAll(/\s+/g, ' '),
    isDeprecated: operation['deprecated'] === true,
    body: body && { isRequired: body['required'] === true, contents: readContents(body, root) },
    parameters: new Map(
      [item['parameters'], operation['parameters']].flatMap((list) => readParameters(list, root)),
    ),
    answers: new Map(
      responses
        .filter(([status]) => !status.startsWith('x-'))
        .map(([status, response]) => [status.toUpperCase(), readContents(follow(response, root), root)]),
    ),
    security: operation['security'] ?? root['security'] ?? [],
  }
}

function readContents(holder: JsonSchema | undefined, root: JsonSchema): Contents {
  const content = holder?.['content']
  const entries = isJsonObject(content) ? Object.entries(content) : []
  return new Map(
    entries.map(([type, media]) => {
      const [bare = type] = type.split(';')
      const schema = follow(media, root)?.['schema']
      return [bare.trim().toLowerCase(), isJsonObject(schema) ? schema : {}]
    }),
  )
}

function readParameters(list: JsonValue | undefined, root: JsonSchema): [string, DeliveredParameter][] {
  return (Array.isArray(list) ? list : []).flatMap((entry): [string, DeliveredParameter][] => {
    const parameter = follow(entry, root)
    const { name, in: where } = parameter ?? {}
    if (parameter === undefined || typeof name !== 'string' || typeof where !== 'string') return []
    const { schema } = parameter
    const [fallback = {}] = readContents(parameter, root).values()
    return [
      [
        `${where} › ${where === 'header' ? name.toLowerCase() : name}`,
        {
          isRequired: parameter['required'] === true,
          isDeprecated: parameter['deprecated'] === true,
          schema: isJsonObject(schema) ? schema : fallback,
        },
      ],
    ]
  })
}
