import { resolve } from './coerce.ts'
import type { Direction, JsonSchema } from './schema.ts'
import { subschemas } from './walk.ts'

/** Stands where a library cannot say something. */
const gap = 'x-gap'

/**
 * Standard JSON Schema leaves to each library what becomes of dates and of values that JSON cannot carry, and lets
 * it be asked in the library's own words (`libraryOptions`). These ask the same of all of them, so all get all of
 * it; a library reads the words that it knows. What is asked: a date that is sent is documented as the text that
 * JSON.stringify makes of it; a date that is only accepted as a `Date`, which no request can hold, is refused, as is
 * anything else that JSON has no form for.
 */
export function libraryOptions(direction: Direction, codecs: Codecs): Record<string, unknown> {
  const refuseDate = () => {
    throw new Error('Date cannot be represented in JSON Schema')
  }
  const refuse = ({ proto, domain, unit }: Refused) => {
    const what = proto?.name ?? domain ?? String(unit)
    throw new Error(`${what} cannot be represented in JSON Schema`)
  }
  return {
    // Zod
    override: (node: ZodNode) => {
      codecs.note(node.zodSchema)
      overrideCodec(node, direction, codecs)
    },
    // Valibot
    overrideSchema: ({ valibotSchema, jsonSchema }: ValibotNode) =>
      valibotSchema.type === 'date' && direction === 'output' ? { ...jsonSchema, ...dateTime } : undefined,
    // ArkType
    fallback: {
      date: direction === 'output' ? ({ base }: { base: object }) => ({ ...base, ...dateTime }) : refuseDate,
      proto: refuse,
      domain: refuse,
      unit: refuse,
    },
  }
}

/**
 * For when a library has found something that it cannot say: Zod (4.4 or newer) then asks what to say instead. A
 * date that is sent is text, and so is one that text is turned into; anything else leaves a gap, for `gapIn` to find
 * unless a codec closes it. `asked` tells whether it was asked at all: an older one takes this for leave to say
 * nothing.
 */
export function gapOptions(direction: Direction): { options: Record<string, unknown>; asked: () => boolean } {
  let wasAsked = false
  const unrepresentable = ({ zodSchema, path, message }: Unsayable): JsonSchema => {
    wasAsked = true
    const { type, coerce } = zodSchema.def
    if (type === 'date' && (direction === 'output' || coerce === true)) return { ...dateTime }
    return { [gap]: path.length > 0 ? `${message} (at ${path.join('.')})` : message }
  }
  return { options: { unrepresentable }, asked: () => wasAsked }
}

/** What a library could not say in `schema` or what it refers to; undefined where it has said everything. */
export function gapIn(schema: JsonSchema, root = schema, seen = new Set<JsonSchema>()): string | undefined {
  if (seen.has(schema)) return undefined
  seen.add(schema)
  if (typeof schema[gap] === 'string') return schema[gap]
  const { $defs: _reachedByReference, ...rest } = schema
  const inner = [...subschemas(rest)].map(([, part]) => part)
  if (typeof rest['$ref'] === 'string') inner.push(resolve(rest, root))
  for (const part of inner) {
    const found = gapIn(part, root, seen)
    if (found !== undefined) return found
  }
  return undefined
}

/** Finds where a schema encodes, and what it accepts there. */
export class Codecs {
  /** The accepted form of each codec, by the library's object for it. */
  readonly accepted = new Map<object, JsonSchema>()
  readonly #schema: object
  #isZod = false
  #noted = 0
  #alike = 0

  constructor(schema: object) {
    this.#schema = schema
  }

  /** Told of each part of a schema, and of the schema itself. */
  note(part: ZodSchema): void {
    if (part === this.#schema) this.#isZod = true
    this.#noted++
    if (isAlike(part)) this.#alike++
  }

  /** Whether the schema itself is Zod's, and not only made of such. */
  get isZod(): boolean {
    return this.#isZod
  }

  /**
   * Whether what the schema yields is certainly described as what it accepts is, but that Zod closes the objects that
   * it yields. Never of other libraries, which do not tell their parts.
   */
  get sameBothWays(): boolean {
    return this.isZod && this.#alike === this.#noted
  }
}

/** What Zod describes alike in both directions, where the parts are described alike. */
const alikeTypes: ReadonlySet<string> = new Set([
  'string',
  'number',
  'boolean',
  'null',
  'any',
  'unknown',
  'never',
  'literal',
  'enum',
  'template_literal',
  'array',
  'object',
  'union',
  'optional',
  'nullable',
  'readonly',
])

function isAlike({ def }: ZodSchema): boolean {
  if (!alikeTypes.has(def.type)) return false
  // Whether a property is required is asked of its schema, for each direction by itself.
  const properties = def.type === 'object' ? Object.values(def.shape ?? {}) : []
  return properties.every(({ _zod: { optin, optout } }) => (optin === undefined) === (optout === undefined))
}

const dateTime = { type: 'string', format: 'date-time' } as const

interface Refused {
  proto?: { name: string }
  domain?: string
  unit?: unknown
}

interface ValibotNode {
  valibotSchema: { type: string }
  jsonSchema: object
}

interface ZodNode {
  zodSchema: ZodSchema
  jsonSchema: JsonSchema
}

interface Unsayable {
  zodSchema: ZodSchema
  path: readonly (string | number)[]
  message: string
}

interface ZodSchema {
  def: {
    type: string
    coerce?: boolean
    reverseTransform?: unknown
    in?: ZodSchema
    out?: ZodSchema
    shape?: Readonly<Record<string, { _zod: { optin?: unknown; optout?: unknown } }>>
  }
}

/** A codec is sent in the form that it accepts, so that is its form in both directions. */
function overrideCodec({ zodSchema, jsonSchema }: ZodNode, direction: Direction, codecs: Codecs): void {
  if (!isCodec(zodSchema)) return
  if (direction === 'input') {
    // One that accepts what JSON cannot carry is sent in the form that it yields, like any other pipe.
    if (!JSON.stringify(jsonSchema).includes(gap)) codecs.accepted.set(zodSchema, jsonSchema)
    return
  }
  const accepted = codecs.accepted.get(zodSchema)
  if (!accepted) return
  for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword]
  Object.assign(jsonSchema, structuredClone(accepted))
}

function isCodec(schema: ZodSchema | undefined): boolean {
  if (schema?.def.type !== 'pipe') return false
  const { reverseTransform, in: from, out: to } = schema.def
  return reverseTransform !== undefined || isCodec(from) || isCodec(to)
}
