import type { HonoRequest } from 'hono'
import { parse as parseCookies } from 'hono/utils/cookie'

import type { FileFields } from '../content/file.ts'
import type { Dependency, DependencyOptions } from '../dependencies/dependency.ts'
import type { Context, OperationOptions } from '../operation.ts'
import { coerce, listIn, resolve } from '../schema/coerce.ts'
import { jsonSchemaForms, UnrepresentableSchema } from '../schema/json-schema.ts'
import { propertiesIn, type Properties } from '../schema/properties.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import { validate, type Validated, type ValidationIssue } from '../schema/validate.ts'
import { readBody, type Reading } from './body.ts'
import { HttpError } from './errors.ts'
import { bodyLimitFor, checkFiles, type FileIssue } from './files.ts'
import { multipart, readForm, urlencoded, type FormParts } from './form.ts'
import { headerName } from './header-name.ts'

/** The declared parts of a request, each validated. */
export type ParsedRequest = Omit<Context, 'auth' | 'reply' | 'signal'>

type Parameters = Pick<Context, 'params' | 'query' | 'headers' | 'cookies'>

type Declaring = Pick<DependencyOptions, 'params' | 'query' | 'headers' | 'cookies'>

export interface Parsed {
  own: ParsedRequest
  /** What each dependency declared. */
  dependencies: ReadonlyMap<Dependency, Parameters>
}

/**
 * Reads and validates every part of a request that an operation, or what it needs, declares.
 *
 * @throws HttpError 422 with the issues of all parts together; 400, 413, 415 for a body that cannot be read.
 */
export async function parseRequest(
  hono: HonoRequest,
  options: OperationOptions,
  needed: readonly Dependency[],
  { bodyLimitBytes: usualLimitBytes, isUnseen }: Reading,
): Promise<Parsed> {
  const request = hono.raw
  const issues: (ValidationIssue | FileIssue)[] = []
  const taken = (result: Validated, source: string): unknown => {
    if (result.ok) return result.value
    issues.push(...(source === 'header' ? result.issues.map(underHeaderName) : result.issues))
    return undefined
  }
  const check = async (schema: Schema, value: unknown, source: string): Promise<unknown> =>
    taken(await validate(schema, value, source), source)
  const declaring: Declaring[] = [options, ...needed.map((dependency) => dependency.options)]
  const readAll = async (one: Declaring): Promise<Parameters> => {
    const { params, query, headers, cookies } = one
    if (!params && !query && !headers && !cookies) return noParameters
    const others = declaring.filter((other) => other !== one)
    const texts = (source: 'params' | 'query' | 'cookies', schema: Schema, all: Texts) =>
      readTexts(
        schema,
        withoutStrangers(
          all,
          schema,
          others.map((other) => other[source]),
        ),
      )
    return {
      params: params && (await check(params, texts('params', params, pathTexts(hono)), 'path')),
      query: query && (await check(query, texts('query', query, hono.queries()), 'query')),
      headers: headers && (await check(headers, readHeaders(headers, request.headers), 'header')),
      cookies: cookies && (await check(cookies, texts('cookies', cookies, cookieTexts(hono)), 'cookie')),
    }
  }
  const { body, form, files } = options
  const { bodyLimitBytes = bodyLimitFor(files, usualLimitBytes) } = options
  const reading = { bodyLimitBytes, isUnseen }
  const parts =
    form || files ? await readForm(hono, files ? [multipart] : formTypes, bodyLimitBytes) : undefined
  const uploads = parts && files && checkFiles(files, parts, usualLimitBytes)
  issues.push(...(uploads?.issues ?? []))
  const dependencies = new Map<Dependency, Parameters>()
  for (const dependency of needed) dependencies.set(dependency, await readAll(dependency.options))
  const parameters = await readAll(options)
  const own = {
    ...parameters,
    params: options.params ? parameters.params : hono.param(),
    body: body && taken(await validate(body, await readBody(hono, body, reading), 'body'), 'body'),
    form: form && parts && (await check(form, readFields(form, parts, files), 'body')),
    files: uploads?.values,
    request,
  }
  if (issues.length > 0) throw refusal(issues)
  return { own, dependencies }
}

export const noParameters: Parameters = {
  params: undefined,
  query: undefined,
  headers: undefined,
  cookies: undefined,
}

const formTypes = [urlencoded, multipart]

/** The status that says most: 413, else 415, else 422. */
function refusal(issues: readonly (ValidationIssue | FileIssue)[]): HttpError {
  const statuses = new Set<number>(issues.map((issue) => ('status' in issue ? issue.status : 422)))
  const status = [413, 415].find((code) => statuses.has(code)) ?? 422
  // Two that declare the same parameter find the same fault.
  const once = new Map(issues.map(({ loc, msg, type }) => [JSON.stringify([loc, msg]), { loc, msg, type }]))
  return new HttpError(status, [...once.values()])
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

function pathTexts(hono: HonoRequest): Texts {
  return inLists(hono.param())
}

function cookieTexts({ raw }: HonoRequest): Texts {
  const cookies = raw.headers.get('cookie')
  return cookies === null ? {} : inLists(parseCookies(cookies))
}

function inLists(texts: Readonly<Record<string, string>>): Texts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, [text]]))
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

/** Without what only others declare, which a schema that takes nothing more than it names would refuse. */
function withoutStrangers(all: Texts, schema: Schema, others: readonly (Schema | undefined)[]): Texts {
  const own = propertiesOf(schema)
  const foreign = others.flatMap((other) => [...((other && propertiesOf(other))?.schemas.keys() ?? [])])
  const strangers = new Set(foreign.filter((name) => own && !own.schemas.has(name)))
  if (strangers.size === 0) return all
  return Object.fromEntries(Object.entries(all).filter(([name]) => !strangers.has(name)))
}

function plain(texts: readonly string[]): string | readonly string[] | undefined {
  return texts.length > 1 ? texts : texts[0]
}

type RootedProperties = Properties & { root: JsonSchema }

const known = new WeakMap<Schema, RootedProperties | undefined>()

/**
 * The properties of an object schema as it is accepted, found once per schema; undefined where JSON Schema cannot say
 * them.
 */
export function propertiesOf(schema: Schema): RootedProperties | undefined {
  if (!known.has(schema)) known.set(schema, findProperties(schema))
  return known.get(schema)
}

function findProperties(schema: Schema): RootedProperties | undefined {
  const { input } = jsonSchemaForms(schema)
  if (input instanceof UnrepresentableSchema) return undefined
  const properties = propertiesIn(input, (node) => resolve(node, input))
  return properties && { ...properties, root: input }
}
