import { Answers } from '../answers.ts'
import { Content } from '../content/content.ts'
import type { Examples } from '../examples.ts'
import type { Mistakes } from '../mistakes.ts'
import type { Schema } from '../schema/schema.ts'
import { standardOf } from '../schema/standard.ts'
import { placeOf, type Declared } from './declared.ts'

/** Looks for examples of what is not declared, and for those that their schemas refuse. */
export function checkExamples(declared: Declared, mistakes: Mistakes): void {
  const { options } = declared.operation
  const place = () => placeOf(declared)
  const { examples = {}, responses = {} } = options
  for (const part of ['body', 'form', 'response'] as const) {
    check(place, part, options[part], examples[part], mistakes)
  }
  for (const part of ['params', 'query', 'headers', 'cookies'] as const) {
    const schema = options[part]
    for (const [name, ofParameter] of Object.entries<Examples | undefined>(examples[part] ?? {})) {
      check(place, `${part}.${name}`, schema && onlyOf(schema, name), ofParameter, mistakes)
    }
  }
  for (const [key, { schema, content = {}, examples: ofResponse }] of Object.entries(responses)) {
    const usual = key === new Answers(declared.operation).usualKey ? options.response : undefined
    const shown = schema ?? Object.values(content)[0] ?? usual
    check(place, `responses.${key}`, shown, ofResponse, mistakes)
  }
}

type Validate = (value: unknown) => readonly { message: string }[]

function check(
  place: () => string,
  part: string,
  schema: Schema | Validate | undefined,
  examples: Examples | undefined,
  mistakes: Mistakes,
): void {
  for (const [name, { value }] of Object.entries(examples ?? {})) {
    if (!schema) {
      mistakes.add(
        place,
        `its example "${name}" is of \`${part}\`, which is not declared`,
        'Declare that part, or remove the example',
      )
      continue
    }
    const issues = typeof schema === 'function' ? schema(value) : issuesOf(schema, value)
    if (issues.length === 0) continue
    mistakes.add(
      place,
      `its example "${name}" of \`${part}\` does not fit the schema: ${issues.map(({ message }) => message).join('; ')}`,
      'Correct the example',
    )
  }
}

/** Empty also where a schema does not say at once, or where what is declared is no value but a stream. */
function issuesOf(schema: Schema, value: unknown): readonly Issue[] {
  if (schema instanceof Content && !schema.read) return []
  const result = standardOf(schema).validate(value)
  return result instanceof Promise ? [] : (result.issues ?? [])
}

interface Issue {
  message: string
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined
}

/** Of one parameter, what the schema of all says: whatever else is missing beside it is not meant. */
function onlyOf(schema: Schema, name: string): Validate {
  return (value) =>
    issuesOf(schema, { [name]: value }).filter(({ path: [first] = [] }) => {
      return (typeof first === 'object' ? first.key : first) === name
    })
}
