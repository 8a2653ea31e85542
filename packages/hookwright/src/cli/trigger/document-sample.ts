import { readFile } from 'node:fs/promises'

import { Ajv2020 } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { parse } from 'yaml'

import { encodeBody, type EncodedBody } from '../../delivery/send.ts'
import { resolve } from '../../schema/coerce.ts'
import { withChanges } from '../../schema/change.ts'
import { sampleBody } from '../../schema/sample.ts'
import { isJsonObject, type JsonSchema, type JsonValue, type Schema } from '../../schema/schema.ts'
import { CommandError } from '../failure.ts'

interface Changes {
  body?: unknown
  set?: Readonly<Record<string, unknown>> | undefined
}

/**
 * The body of a webhook of an OpenAPI document in a file, in JSON or YAML: its example, or one made from its schema,
 * with some places changed.
 *
 * @throws CommandError `file_unreadable`, `no_sample`; HookwrightError `bad_schema`, `bad_option`, `body_invalid`
 */
export async function sampleFromDocument(
  file: string,
  eventType: string,
  changes: Changes,
): Promise<EncodedBody> {
  const document = await readDocument(file)
  const { body, set } = changes
  const media = mediaTypeOf(document, eventType, file)
  const schema = media === undefined ? undefined : schemaAt(media.pointer, document)
  const sample =
    body ?? media?.example ?? (schema && (await sampleBody(schema, `webhook ${eventType} of ${file}`)).given)
  return encodeBody(schema, set === undefined ? sample : withChanges(sample, set), eventType)
}

async function readDocument(file: string): Promise<JsonSchema> {
  let found: unknown
  try {
    // Every JSON is YAML.
    found = parse(await readFile(file, 'utf8'))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError('file_unreadable', `${file} cannot be read as an OpenAPI document: ${reason}`, {
      cause: error,
    })
  }
  if (isJsonObject(found)) return found
  throw new CommandError(
    'file_unreadable',
    `${file} holds no OpenAPI document, but ${JSON.stringify(found)}.`,
  )
}

/** Where the schema of what is sent stands, and the example beside it; undefined where nothing is sent. */
function mediaTypeOf(document: JsonSchema, eventType: string, file: string) {
  for (const section of ['webhooks', 'x-webhooks']) {
    const webhooks = document[section]
    const item = isJsonObject(webhooks) ? webhooks[eventType] : undefined
    if (!isJsonObject(item)) continue
    const methods = Object.keys(item).filter((key) => methodNames.has(key))
    const [method = 'post'] = methods.includes('post') ? ['post'] : methods
    const pointer = [section, eventType, method, 'requestBody', 'content', 'application/json']
    const media = pointer.reduce<JsonSchema>((node, key) => {
      const inner = node[key]
      return isJsonObject(inner) ? resolve(inner, document) : {}
    }, document)
    if (!isJsonObject(media['schema'])) return undefined
    return { pointer: [...pointer, 'schema'], example: exampleOf(media) }
  }
  const known = [document['webhooks'], document['x-webhooks']].flatMap((map) =>
    isJsonObject(map) ? Object.keys(map) : [],
  )
  throw new CommandError(
    'no_sample',
    `${file} has no webhook ${JSON.stringify(eventType)}. It has: ${known.join(', ') || '(none)'}.`,
  )
}

const methodNames: ReadonlySet<string> = new Set([
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'head',
  'options',
  'trace',
])

function exampleOf({ example, examples }: JsonSchema): JsonValue | undefined {
  if (example !== undefined) return example
  const [first] = isJsonObject(examples) ? Object.values(examples) : []
  return isJsonObject(first) ? first['value'] : undefined
}

/** One schema of a document as one that validates. References lead into the document. */
function schemaAt(pointer: readonly string[], document: JsonSchema): Schema {
  const fragment = `#/${pointer.map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false, formats: fullFormats })
  const validates = ajv.addSchema(document, 'document').compile({ $ref: `document${fragment}` })
  const described = () => ({ ...document, $ref: fragment })
  return {
    '~standard': {
      version: 1,
      vendor: 'hookwright',
      validate(value) {
        if (validates(value)) return { value }
        return {
          issues: (validates.errors ?? []).map(({ instancePath, message }) => ({
            path: instancePath.split('/').slice(1),
            message: message ?? 'is not valid',
          })),
        }
      },
      jsonSchema: { input: described, output: described },
    },
  }
}
