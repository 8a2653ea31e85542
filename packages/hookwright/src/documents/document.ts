import { HookwrightError } from '../errors.ts'
import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import { eachSchema } from '../schema/walk.ts'
import { normalise } from './normalise.ts'
import { readOperation, type ForeignWebhook } from './operation.ts'
import { parseObject } from './parse.ts'
import { readSigning, type Signing } from './signing.ts'

/** An OpenAPI document that somebody else wrote, as far as its webhooks go. */
export interface ForeignDocument {
  title: string
  version: string
  /** What `$ref`s point into. Schemas that webhooks reach are in the words of 3.1, whatever the document's own. */
  root: JsonSchema
  /** In the document's order. */
  webhooks: ForeignWebhook[]
  /** How requests are signed, where the document says so. */
  signing?: Signing | undefined
  /** What is wrong with it and could be passed over. */
  warnings: string[]
}

export interface ReadOptions {
  /** Whether it may have no webhooks. Default: false. */
  isEmptyAllowed?: boolean
}

/**
 * Reads the webhooks of an OpenAPI document in JSON or YAML: `webhooks` of 3.1 and later, `x-webhooks` of 3.0.
 * References are kept. `source` names it in errors.
 *
 * @throws HookwrightError `bad_document` for what is no OpenAPI 3 document, or has no webhooks and should.
 */
export function readForeignDocument(
  text: string,
  source: string,
  { isEmptyAllowed = false }: ReadOptions = {},
): ForeignDocument {
  const root = parseObject(text, source)
  const { openapi, swagger, info } = root
  if (typeof openapi !== 'string' || !openapi.startsWith('3.')) {
    throw new HookwrightError('bad_document', whyNotOpenApi(swagger, openapi, source))
  }
  const warnings: string[] = []
  const webhooks = [...readMap('x-webhooks', root, warnings), ...readMap('webhooks', root, warnings)]
  if (webhooks.length === 0 && !isEmptyAllowed) {
    const paths = isJsonObject(root['paths']) ? Object.keys(root['paths']).length : 0
    throw new HookwrightError(
      'bad_document',
      `${source} has no webhooks, only ${paths} paths. They stand under "webhooks" (OpenAPI 3.1 and later) or "x-webhooks" (3.0).`,
    )
  }
  normaliseReachable(webhooks, root, warnings)
  return {
    // Not the source, so that the same document makes the same of itself wherever it lies.
    title: textOf(info, 'title') ?? 'the API',
    version: textOf(info, 'version') ?? '',
    root,
    webhooks,
    signing: readSigning(root),
    warnings,
  }
}

function whyNotOpenApi(
  swagger: JsonValue | undefined,
  openapi: JsonValue | undefined,
  source: string,
): string {
  if (swagger !== undefined) {
    return `${source} is Swagger ${JSON.stringify(swagger)}, which has no webhooks. Convert it to OpenAPI 3.1 first.`
  }
  return openapi === undefined
    ? `${source} is no OpenAPI document: it lacks "openapi".`
    : `${source} says "openapi": ${JSON.stringify(openapi)}. Versions 3.0, 3.1 and 3.2 can be read.`
}

function textOf(value: JsonValue | undefined, key: string): string | undefined {
  const text = isJsonObject(value) ? value[key] : undefined
  return typeof text === 'string' && text !== '' ? text : undefined
}

function readMap(section: string, root: JsonSchema, warnings: string[]): ForeignWebhook[] {
  const map = root[section]
  if (!isJsonObject(map)) return []
  return Object.entries(map).flatMap(([name, item]) => {
    const webhook = readOperation(name, item, section, root)
    if (!webhook) warnings.push(`${section} › ${name}: has no operation, such as "post"; left out.`)
    return webhook ?? []
  })
}

/** Every schema that a webhook's body or answer is made of, through all references. */
function normaliseReachable(webhooks: readonly ForeignWebhook[], root: JsonSchema, warnings: string[]): void {
  const seen = new Set<JsonSchema>()
  const visit = (schema: JsonSchema, place: string): void => {
    const inside: JsonSchema[] = []
    eachSchema(schema, (node) => {
      if (!seen.has(node)) inside.push(node)
      seen.add(node)
    })
    for (const node of inside) {
      normalise(node)
      for (const reference of referencesOf(node)) follow(reference, place)
    }
  }
  const follow = (reference: string, place: string): void => {
    const target = referenced(reference, root)
    if (target === undefined) {
      const cure = reference.startsWith('#')
        ? 'it stands for anything'
        : 'it stands for anything; bundle the files into one first'
      const warning = `${place}: the $ref "${reference}" points to nothing in the document; ${cure}.`
      if (!warnings.includes(warning)) warnings.push(warning)
    } else if (isJsonObject(target)) {
      visit(target, reference)
    }
  }
  for (const { body, answer, place } of webhooks) {
    if (body) visit(body.schema, place)
    if (answer) visit(answer.schema, place)
  }
}

function referencesOf({ $ref, discriminator, anyOf }: JsonSchema): string[] {
  const references = typeof $ref === 'string' ? [$ref] : []
  // `nullable` beside a `$ref` has moved it inwards.
  for (const branch of Array.isArray(anyOf) ? anyOf : []) {
    if (isJsonObject(branch) && typeof branch['$ref'] === 'string') references.push(branch['$ref'])
  }
  const mapping = isJsonObject(discriminator) ? discriminator['mapping'] : undefined
  for (const target of Object.values(isJsonObject(mapping) ? mapping : {})) {
    if (typeof target === 'string' && target.startsWith('#')) references.push(target)
  }
  return references
}
