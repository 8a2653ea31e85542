import { mediaTypeOf } from '../answers.ts'
import type { FileFields, FileRules } from '../content/file.ts'
import { multipart, urlencoded } from '../http/form.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import type { Components, SchemaUse } from './components.ts'
import { useAt, type Declared } from './declared.ts'
import { examplesIn } from './examples.ts'
import { contentUses, mediaTypeObject } from './media-type.ts'
import { componentName } from './names.ts'

export function* requestBodyUses(declared: Declared): Generator<SchemaUse> {
  const { body, form } = declared.operation.options
  if (body) yield* contentUses(body, bodyUse(declared))
  if (form) yield formUse(declared, form)
}

/** A route is given its body; a webhook's is sent, so what its schema yields is what a subscriber sees. */
function bodyUse(declared: Declared): Omit<SchemaUse, 'schema'> {
  const use = useAt(declared, 'caller', 'body', 'the body')
  return declared.kind === 'route' ? use : { ...use, fallbackName: componentName(declared.operation.name) }
}

function formUse(declared: Declared, schema: Schema): SchemaUse {
  return { ...useAt(declared, 'caller', 'form', 'the form'), schema }
}

/** The Request Body Object (OpenAPI 3.1, 4.8.13) of an operation; undefined where it has none. */
export function requestBodyOf(declared: Declared, components: Components): JsonSchema | undefined {
  const { body, form, files, examples } = declared.operation.options
  if (body) {
    const content = mediaTypeObject(body, bodyUse(declared), components, examples?.body)
    return { required: true, content: { [mediaTypeOf(body)]: content } }
  }
  if (files) return uploadBody(declared, files, components)
  if (!form) return undefined
  const use = formUse(declared, form)
  const fields = { schema: components.reference(use), ...examplesIn(examples?.form, form, use.direction) }
  const required = components.properties(use).required.size > 0
  return { required, content: { [urlencoded]: fields, [multipart]: structuredClone(fields) } }
}

function uploadBody(declared: Declared, files: FileFields, components: Components): JsonSchema {
  const { form, examples } = declared.operation.options
  const texts = form && components.properties(formUse(declared, form))
  const fields = Object.entries(files).map(([name, { rules }]) => [name, rules] as const)
  const required = [
    ...(texts?.required ?? []),
    ...fields.filter(([, { minCount }]) => minCount > 0).map(([name]) => name),
  ]
  const limited = fields.filter(([, { accept }]) => accept)
  const encoding = limited.map(
    ([name, { accept = [] }]) => [name, { contentType: accept.join(', ') }] as const,
  )
  return {
    required: required.length > 0,
    content: {
      [multipart]: {
        schema: {
          type: 'object',
          properties: {
            ...Object.fromEntries(texts?.schemas ?? []),
            ...Object.fromEntries(fields.map(([name, rules]) => [name, fileSchema(rules)])),
          },
          ...(required.length > 0 ? { required } : {}),
        },
        ...examplesIn(examples?.form, form, 'input'),
        ...(limited.length > 0 ? { encoding: Object.fromEntries(encoding) } : {}),
      },
    },
  }
}

function fileSchema({ many, minCount, maxCount, maxBytes, description }: FileRules): JsonSchema {
  const limit = maxBytes === undefined ? undefined : `At most ${maxBytes} bytes${many ? ' each' : ''}.`
  const told = [description, limit].filter((part) => part !== undefined).join(' ')
  // JSON Schema has no bytes: the format is what tools know a file by, the media type what 3.1 says instead.
  const one = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream' }
  const described: JsonSchema = told === '' ? {} : { description: told }
  if (!many) return { ...one, ...described }
  return {
    type: 'array',
    items: one,
    ...(minCount > 0 ? { minItems: minCount } : {}),
    maxItems: maxCount,
    ...described,
  }
}
