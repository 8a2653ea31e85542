import type { Context as HonoContext } from 'hono'
import { getCookie } from 'hono/cookie'

import type { FileFields } from '../content/file.ts'
import type { Context, OperationOptions } from '../operation.ts'
import { coerce, listIn, resolve } from '../schema/coerce.ts'
import { jsonSchemaForms, UnrepresentableSchema } from '../schema/json-schema.ts'
import { propertiesIn, type Properties } from '../schema/properties.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import { validate, type ValidationIssue } from '../schema/validate.ts'
import { readBody } from './body.ts'
import { HttpError } from './errors.ts'
import { bodyLimitFor, checkFiles, type FileIssue } from './files.ts'
import { multipart, readForm, urlencoded, type FormParts } from './form.ts'
import { headerName } from './header-name.ts'

/** The declared parts of a request, each validated. */
export type ParsedRequest = Omit<Context, 'auth' | 'reply' | 'signal'>

/**
 * Reads and validates every declared part of a request.
 *
 * @throws HttpError 422 with the issues of all parts together; 400, 413, 415 for a body that cannot be read.
 */
export async function parseRequest(
  hono: HonoContext,
  options: OperationOptions,
  usualLimitBytes: number,
): Promise<ParsedRequest> {
  const request = hono.req.raw
  const issues: (ValidationIssue | FileIssue)[] = []
  const check = async (schema: Schema | undefined, value: unknown, source: string): Promise<unknown> => {
    if (!schema) return undefined
    const result = await validate(schema, value, source)
    if (result.ok) return result.value
    issues.push(...(source === 'header' ? result.issues.map(underHeaderName) : result.issues))
    return undefined
  }
  const { params, query, headers, cookies, body, form, files } = options
  const { bodyLimitBytes = bodyLimitFor(files, usualLimitBytes) } = options
  const parts =
    form || files ? await readForm(hono.req, files ? [multipart] : formTypes, bodyLimitBytes) : undefined
  const uploads = parts && files && checkFiles(files, parts, usualLimitBytes)
  issues.push(...(uploads?.issues ?? []))
  const context = {
    params: params ? await check(params, readTexts(params, pathTexts(hono)), 'path') : hono.req.param(),
    query: query && (await check(query, readTexts(query, hono.req.queries()), 'query')),
    headers: headers && (await check(headers, readHeaders(headers, request.headers), 'header')),
    cookies: cookies && (await check(cookies, readTexts(cookies, cookieTexts(hono)), 'cookie')),
    body: body && (await check(body, await readBody(hono.req, body, bodyLimitBytes), 'body')),
    form: form && parts && (await check(form, readFields(form, parts, files), 'body')),
    files: uploads?.values,
    request,
  }
  if (issues.length > 0) throw refusal(issues)
  return context
}

const formTypes = [urlencoded, multipart]

/** The status that says most: 413, else 415, else 422. */
function refusal(issues: readonly (ValidationIssue | FileIssue)[]): HttpError {
  const statuses = new Set<number>(issues.map((issue) => ('status' in issue ? issue.status : 422)))
  const status = [413, 415].find((code) => statuses.has(code)) ?? 422
  return new HttpError(
    status,
    issues.map(({ loc, msg, type }) => ({ loc, msg, type })),
  )
}

/** A file that was sent for a text is handed on, so that validation tells of it. */
function readFields(
  schema: Schema,
  { texts, files: sent }: FormParts,
  fields: FileFields = {},
): Record<string, unknown> {
  const strangers = [...sent].filter(([name]) => !Object.hasOwn(fields, name))
  return {
    ...Object.fromEntries(strangers.map(([name, [first]]) => [name, first])),
    ...readTexts(schema, Object.fromEntries([...texts].filter(([name]) => !Object.hasOwn(fields, name)))),
  }
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
