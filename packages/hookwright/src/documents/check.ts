import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'

import { toIssues, type Issue } from '../schema/ajv.ts'
import { referenced } from '../schema/reference.ts'
import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'
import { eachSchema, mapRefs } from '../schema/walk.ts'
import { dropUnsent } from './normalise.ts'

/**
 * Validates bodies against schemas of one document, each compiled when it is first needed. What is wrong with
 * the schemas themselves is passed over as far as can be: the document is somebody else's.
 */
export class BodyChecker {
  readonly #root: JsonSchema
  readonly #ids = new Map<JsonValue, string>()
  readonly #validators = new Map<JsonSchema, ValidateFunction>()
  readonly #ajv = createAjv()

  constructor(root: JsonSchema) {
    this.#root = root
  }

  /** What is wrong with a body, one line each: `/data/id must be string`. Empty where it is valid. */
  check(body: unknown, schema: JsonSchema): string[] {
    const validator = this.#validatorOf(schema)
    if (validator(body)) return []
    return (validator.errors ?? []).map(({ instancePath, message, params }) => {
      const [name] = [params['additionalProperty'], params['allowedValues'], params['allowedValue']]
        .filter((value) => value !== undefined)
        .map((value) => ` (${JSON.stringify(value)})`)
      return `${instancePath || 'the body'} ${message ?? 'is not valid'}${name ?? ''}`
    })
  }

  /** The same as issues of Standard Schema, each with its place. */
  issues(body: unknown, schema: JsonSchema): Issue[] {
    const validator = this.#validatorOf(schema)
    return validator(body) ? [] : toIssues(validator.errors ?? [])
  }

  /** Throws what keeps a schema from being used. */
  compile(schema: JsonSchema): void {
    this.#validatorOf(schema)
  }

  #validatorOf(schema: JsonSchema): ValidateFunction {
    const known = this.#validators.get(schema)
    if (known) return known
    const validator = this.#ajv.compile(this.#own(schema))
    this.#validators.set(schema, validator)
    return validator
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

function createAjv(): Ajv2020 {
  return new Ajv2020({
    strict: false,
    allErrors: true,
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
