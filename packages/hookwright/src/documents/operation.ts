import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'

/** One webhook of a document: its name, and what comes and is answered by any of its methods. */
export interface ForeignWebhook {
  /** Its key in the document. */
  name: string
  /** `webhooks › order.created › post`. */
  place: string
  /** In lower case. */
  methods: string[]
  summary?: string | undefined
  description?: string | undefined
  deprecated: boolean
  tags: string[]
  /** Undefined where nothing, or no JSON, is sent. */
  body?: ForeignBody | undefined
  /** The media types that bodies are declared with, as they are written; empty where none is sent. */
  contentTypes: string[]
  /** What a receiver answers; undefined where a status is enough. */
  answer?: ForeignAnswer | undefined
  headers: ForeignHeader[]
}

export interface ForeignBody {
  schema: JsonSchema
  description?: string | undefined
  /** Those that the document declares for the whole body, as they stand there: valid or not. */
  examples: JsonValue[]
}

export interface ForeignAnswer {
  schema: JsonSchema
  /** Whether the sender can do without. */
  optional: boolean
}

export interface ForeignHeader {
  name: string
  /** What it may be; empty where that is not said. */
  values: string[]
  /** Whether `values` are examples only. */
  exemplary: boolean
}

/** Post first: most are sent that way, and its texts are shown. */
export const methods = ['post', 'put', 'patch', 'delete', 'get', 'query', 'head', 'options', 'trace']

/** Reads a Path Item Object; undefined where it has no operation. */
export function readOperation(
  name: string,
  item: JsonValue,
  section: string,
  root: JsonSchema,
): ForeignWebhook | undefined {
  const pathItem = follow(item, root)
  const operations = methods.flatMap((method) => {
    const operation = follow(pathItem?.[method], root)
    return operation ? [{ method, operation }] : []
  })
  const [first] = operations
  if (!first) return undefined
  const bodies = operations.flatMap(({ operation }) => readBody(operation, root) ?? [])
  const parameters = [pathItem?.['parameters'], ...operations.map(({ operation }) => operation['parameters'])]
  return {
    name,
    place: `${section} › ${name} › ${first.method}`,
    methods: operations.map(({ method }) => method),
    summary: textIn(first.operation, 'summary') ?? textIn(pathItem, 'summary'),
    description: textIn(first.operation, 'description') ?? textIn(pathItem, 'description'),
    deprecated: operations.every(({ operation }) => operation['deprecated'] === true),
    tags: listIn(first.operation, 'tags').filter((tag) => typeof tag === 'string'),
    body: joined(bodies),
    contentTypes: [...new Set(operations.flatMap(({ operation }) => contentTypesOf(operation, root)))],
    answer: readAnswer(first.operation, root),
    headers: parameters.flatMap((list) => readHeaders(list, root)),
  }
}

/** Follows `$ref`s of anything that is no schema. */
export function follow(value: JsonValue | undefined, root: JsonSchema): JsonSchema | undefined {
  let current = value
  for (let hops = 0; hops < 16 && isJsonObject(current) && typeof current['$ref'] === 'string'; hops++) {
    current = referenced(current['$ref'], root)
  }
  return isJsonObject(current) ? current : undefined
}

function textIn(object: JsonSchema | undefined, key: string): string | undefined {
  const text = object?.[key]
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined
}

function listIn(object: JsonSchema | undefined, key: string): JsonValue[] {
  const list = object?.[key]
  return Array.isArray(list) ? list : []
}

/** Whether a body of this media type is JSON. */
export function holdsJson(mediaType: string): boolean {
  return /^(application|text)\/([\w.-]+\+)?json\b/i.test(mediaType)
}

/** The part of a `content` map that is JSON. */
function jsonIn(content: JsonValue | undefined, root: JsonSchema): JsonSchema | undefined {
  if (!isJsonObject(content)) return undefined
  const types = Object.keys(content)
  const type = types.find(holdsJson) ?? types.find((one) => one.startsWith('*/*'))
  return type === undefined ? undefined : follow(content[type], root)
}

function contentTypesOf(operation: JsonSchema, root: JsonSchema): string[] {
  const content = follow(operation['requestBody'], root)?.['content']
  return isJsonObject(content) ? Object.keys(content) : []
}

function readBody(operation: JsonSchema, root: JsonSchema): ForeignBody | undefined {
  const requestBody = follow(operation['requestBody'], root)
  const media = jsonIn(requestBody?.['content'], root)
  if (!media) return undefined
  const schema = isJsonObject(media['schema']) ? media['schema'] : {}
  return {
    schema,
    description: textIn(requestBody, 'description'),
    examples: [...examplesOf(media, root), ...schemaExamples(schema, root)],
  }
}

/** `example`, then the values of `examples`, of a Media Type Object. */
function examplesOf(media: JsonSchema, root: JsonSchema): JsonValue[] {
  const named = isJsonObject(media['examples']) ? Object.values(media['examples']) : []
  const values = named.flatMap((entry) => {
    const example = follow(entry, root)
    const value = example?.['value'] ?? example?.['dataValue']
    return value === undefined ? [] : [value]
  })
  return 'example' in media && media['example'] !== undefined ? [media['example'], ...values] : values
}

function schemaExamples(schema: JsonSchema, root: JsonSchema): JsonValue[] {
  const nodes = [schema, follow(schema, root)].filter(
    (node, index, all) => node && all.indexOf(node) === index,
  )
  return nodes.flatMap((node) => {
    const example = node?.['example']
    return [...listIn(node, 'examples'), ...(example === undefined ? [] : [example])]
  })
}

/** One body for all methods: whichever of theirs it is. */
function joined(bodies: readonly ForeignBody[]): ForeignBody | undefined {
  const [first, ...others] = bodies
  if (!first) return undefined
  const texts = new Map(bodies.map(({ schema }) => [JSON.stringify(schema), schema]))
  return {
    schema: texts.size === 1 ? first.schema : { anyOf: [...texts.values()] },
    description: first.description,
    examples: [first, ...others].flatMap(({ examples }) => examples),
  }
}

function readAnswer(operation: JsonSchema, root: JsonSchema): ForeignAnswer | undefined {
  const responses = isJsonObject(operation['responses']) ? Object.entries(operation['responses']) : []
  const successes = responses
    .filter(([status]) => status.startsWith('2'))
    .map(([, value]) => follow(value, root))
  const schemas = successes.map((response) => jsonIn(response?.['content'], root)?.['schema'])
  // FastAPI writes `schema: {}` for answers without a type.
  const schema = schemas.find((one) => isJsonObject(one) && Object.keys(one).some((key) => key !== 'title'))
  if (!isJsonObject(schema)) return undefined
  const object = follow(schema, root)
  const mayBeEmpty = isJsonObject(object?.['properties']) && listIn(object, 'required').length === 0
  return { schema, optional: mayBeEmpty || schemas.includes(undefined) }
}

function readHeaders(parameters: JsonValue | undefined, root: JsonSchema): ForeignHeader[] {
  return (Array.isArray(parameters) ? parameters : []).flatMap((entry) => {
    const parameter = follow(entry, root)
    const name = textIn(parameter, 'name')
    if (!parameter || name === undefined || textIn(parameter, 'in') !== 'header') return []
    const schema = follow(parameter['schema'], root) ?? {}
    const fixed = 'const' in schema ? [schema['const']] : listIn(schema, 'enum')
    const shown = [...examplesOf(parameter, root), ...schemaExamples(schema, root)]
    const values = (fixed.length > 0 ? fixed : shown).filter((value) => typeof value === 'string')
    return [{ name: name.toLowerCase(), values, exemplary: fixed.length === 0 }]
  })
}
