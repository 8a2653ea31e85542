import type { Context as HonoContext } from 'hono'
import { getCookie } from 'hono/cookie'

import type { Context, OperationOptions } from '../operation.ts'
import { coerce, listIn, resolve } from '../schema/coerce.ts'
import { jsonSchemaForms, UnrepresentableSchema } from '../schema/json-schema.ts'
import { propertiesIn, type Properties } from '../schema/properties.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import { validate, type ValidationIssue } from '../schema/validate.ts'
import { readJsonBody } from './body.ts'
import { HttpError } from './errors.ts'

/**
 * Reads and validates every declared part of a request.
 *
 * @throws HttpError 422 with the issues of all parts together; 400, 413, 415 for a body that cannot be read.
 */
export async function parseRequest(
  hono: HonoContext,
  options: OperationOptions,
  bodyLimitBytes: number,
): Promise<Context> {
  const request = hono.req.raw
  const issues: ValidationIssue[] = []
  const check = async (schema: Schema | undefined, value: unknown, source: string): Promise<unknown> => {
    if (!schema) return undefined
    const result = await validate(schema, value, source)
    if (result.ok) return result.value
    issues.push(...(source === 'header' ? result.issues.map(underHeaderName) : result.issues))
    return undefined
  }
  const { params, query, headers, cookies, body } = options
  const context = {
    params: params ? await check(params, readTexts(params, pathTexts(hono)), 'path') : hono.req.param(),
    query: query && (await check(query, readTexts(query, hono.req.queries()), 'query')),
    headers: headers && (await check(headers, readHeaders(headers, request.headers), 'header')),
    cookies: cookies && (await check(cookies, readTexts(cookies, cookieTexts(hono)), 'cookie')),
    body: body && (await check(body, await readJsonBody(hono.req, bodyLimitBytes), 'body')),
    request,
  }
  if (issues.length > 0) throw new HttpError(422, issues)
  return context
}

type Texts = Readonly<Record<string, readonly string[]>>

function pathTexts(hono: HonoContext): Texts {
  return Object.fromEntries(Object.entries(hono.req.param()).map(([name, text]) => [name, [text]]))
}

function cookieTexts(hono: HonoContext): Texts {
  return Object.fromEntries(Object.entries(getCookie(hono)).map(([name, text]) => [name, [text]]))
}

function readTexts(schema: Schema, texts: Texts): Record<string, unknown> {
  const properties = propertiesOf(schema)
  const value = ([name, all]: [string, readonly string[]]): [string, unknown] => {
    const property = properties?.schemas.get(name)
    return [name, properties && property ? coerce(all, property, properties.root) : plain(all)]
  }
  // Not by assignment, which would let a caller set `__proto__`.
  return Object.fromEntries(Object.entries(texts).map(value))
}

/** Only the declared ones: a request carries many headers that no schema means to speak of. */
function readHeaders(schema: Schema, headers: Headers): Record<string, unknown> {
  const properties = propertiesOf(schema)
  const values: Record<string, unknown> = {}
  if (!properties) return Object.fromEntries(headers)
  for (const [name, property] of properties.schemas) {
    const text = headers.get(headerName(name))
    if (text === null) continue
    // A list travels as one value with commas (RFC 9110, 5.6.1); elsewhere a comma is a comma.
    const texts = listIn(property, properties.root) ? text.split(',').map((item) => item.trim()) : [text]
    values[name] = coerce(texts, property, properties.root)
  }
  return values
}

/** Names a header as it travels and as the document has it, whatever its property is called. */
function underHeaderName({
  loc: [source = 'header', name, ...rest],
  ...issue
}: ValidationIssue): ValidationIssue {
  return { loc: [source, ...(name === undefined ? [] : [headerName(String(name))]), ...rest], ...issue }
}

/** The header that a property of a `headers` schema means: `x_token` and `X-Token` are both `x-token`. */
export function headerName(property: string): string {
  return property.toLowerCase().replaceAll('_', '-')
}

function plain(texts: readonly string[]): string | readonly string[] | undefined {
  return texts.length > 1 ? texts : texts[0]
}

/** The properties of an object schema as it is accepted; undefined where JSON Schema cannot say them. */
export function propertiesOf(schema: Schema): (Properties & { root: JsonSchema }) | undefined {
  const { input } = jsonSchemaForms(schema)
  if (input instanceof UnrepresentableSchema) return undefined
  const properties = propertiesIn(input, (node) => resolve(node, input))
  return properties && { ...properties, root: input }
}
