import { Content, type Encoded } from '../content/content.ts'
import type { BodyChecker } from '../documents/check.ts'
import type { JsonSchema } from '../schema/schema.ts'
import type { ForeignSchemas } from './schemas.ts'

/** What one webhook of somebody's document carries: documented as it stands there, and checked leniently. */
export class ForeignContent extends Content<unknown, unknown> {
  override readonly inner = []
  override readonly isDelivered = true
  override readonly components: Readonly<Record<string, JsonSchema>>
  readonly #documented: JsonSchema

  /** @param schema Of values that JSON carries; others are text. */
  constructor(schema: JsonSchema, mediaType: string, schemas: ForeignSchemas, checker: BodyChecker) {
    let whole: JsonSchema | undefined
    const copy = () => structuredClone((whole ??= schemas.whole(schema)))
    super(mediaType, {
      version: 1,
      vendor: 'openapi',
      validate: (value) => {
        const issues = checker.issues(value, schema)
        return issues.length === 0 ? { value } : { issues }
      },
      jsonSchema: { input: copy, output: copy },
    })
    const documented = schemas.documented(schema)
    this.#documented = documented.schema
    this.components = documented.components
  }

  override describe(): JsonSchema {
    return this.#documented
  }

  /** Nothing here answers with it; that is for receivers. */
  override async encode(value: unknown): Promise<Encoded> {
    return JSON.stringify(value) ?? 'null'
  }
}
