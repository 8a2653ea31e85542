import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'

import { errorsIn, toIssues, type Issue } from '../schema/ajv.ts'
import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import { eachSchema, mapRefs } from '../schema/walk.ts'
import { dropUnsent } from './normalise.ts'

/**
 * Validates bodies against schemas of one document, each compiled when it is first needed. What is wrong with
 * the schemas themselves is passed over as far as can be: the document is somebody else's.
 */
export class BodyChecker {
  readonly #first: Validators
  readonly #all: Validators

  constructor(root: JsonSchema) {
    this.#first = new Validators(root, false)
    this.#all = new Validators(root, true)
  }

  /** What is wrong with a body, one line each: `/data/id must be string`. Empty where it is valid. */
  check(body: unknown, schema: JsonSchema): string[] {
    return this.#errorsIn(body, schema).map(({ instancePath, message, params }) => {
      const [name] = [params['additionalProperty'], params['allowedValues'], params['allowedValue']]
        .filter((value) => value !== undefined)
        .map((value) => ` (${JSON.stringify(value)})`)
      return `${instancePath || 'the body'} ${message ?? 'is not valid'}${name ?? ''}`
    })
  }

  /** The same as issues of Standard Schema, each with its place. */
  issues(body: unknown, schema: JsonSchema): Issue[] {
    return toIssues(this.#errorsIn(body, schema))
  }

  /** Throws what keeps a schema from being used. */
  compile(schema: JsonSchema): void {
    this.#first.of(schema)
  }

  #errorsIn(body: unknown, schema: JsonSchema): readonly ErrorObject[] {
    return errorsIn(body, this.#first.of(schema), () => this.#all.of(schema))
  }
}

/** Each schema is compiled once, also where it cannot be: Ajv would keep every try. */
class Validators {
  readonly #root: JsonSchema
  readonly #ids = new Map<JsonValue, string>()
  readonly #known = new Map<JsonSchema, { validator: ValidateFunction } | { fault: unknown }>()
  readonly #ajv: Ajv2020

  constructor(root: JsonSchema, allErrors: boolean) {
    this.#root = root
    this.#ajv = createAjv(allErrors)
  }

  of(schema: JsonSchema): ValidateFunction {
    const known = this.#known.get(schema) ?? this.#compiled(schema)
    this.#known.set(schema, known)
    if ('fault' in known) throw known.fault
    return known.validator
  }

  #compiled(schema: JsonSchema): { validator: ValidateFunction } | { fault: unknown } {
    try {
      return { validator: this.#ajv.compile(this.#own(schema)) }
    } catch (fault) {
      return { fault }
    }
  }

  /** A copy whose references lead to schemas that Ajv knows by their ids. */
  #own(schema: JsonSchema): JsonSchema {
    const copy = mapRefs(schema, (reference) => this.#idOf(reference))
    eachSchema(copy, (node) => {
      for (const keyword of ['$id', '$schema', '$anchor', '$dynamicAnchor']) delete node[keyword]
      dropUnsent(node)
    })
    return copy
  }

  #idOf(reference: string): string {
    const target = referenced(reference, this.#root) ?? true
    const known = this.#ids.get(target)
    if (known !== undefined) return known
    const id = `hookwright:schema/${this.#ids.size}`
    this.#ids.set(target, id)
    this.#ajv.addSchema(isJsonObject(target) ? this.#own(target) : true, id)
    return id
  }
}

function createAjv(allErrors: boolean): Ajv2020 {
  return new Ajv2020({
    strict: false,
    allErrors,
    logger: false,
    inlineRefs: false,
    validateSchema: false,
    formats: fullFormats,
    code: { regExp: Object.assign(lenientPattern, { code: 'new RegExp' }) },
  })
}

/** Patterns may be written for another engine, and then refuse nothing. */
function lenientPattern(pattern: string): RegExp {
  for (const flags of ['u', '']) {
    try {
      return new RegExp(pattern, flags)
    } catch {
      // The next.
    }
  }
  return /(?:)/
}
