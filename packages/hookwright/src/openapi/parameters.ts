import { headerName } from '../http/header-name.ts'
import { pathParamNames } from '../operation.ts'
import type { Examples } from '../examples.ts'
import type { JsonSchema, Schema } from '../schema/schema.ts'
import type { Components, SchemaUse } from './components.ts'
import { optionOf, parameterSchemas, useAt, type Declared, type ParameterSource } from './declared.ts'
import { examplesIn } from './examples.ts'

export function* parameterUses(declared: Declared): Generator<SchemaUse> {
  for (const [source, schema] of parameterSchemas(declared)) yield parameterUse(declared, source, schema)
}

function parameterUse(declared: Declared, source: ParameterSource, schema: Schema): SchemaUse {
  return { ...useAt(declared, 'caller', source, `a ${source} parameter`), direction: 'input', schema }
}

/** The Parameter Objects (OpenAPI 3.1, 4.8.12) of an operation. */
export function parametersOf(declared: Declared, components: Components): JsonSchema[] {
  const { kind, operation } = declared
  const undeclared = kind === 'route' && !operation.options.params ? pathParamNames(operation.name) : []
  return [
    ...undeclared.map((name): JsonSchema => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...parameterSchemas(declared).flatMap(([source, schema]) =>
      parametersIn(source, declared, schema, components),
    ),
  ]
}

function parametersIn(
  source: ParameterSource,
  declared: Declared,
  schema: Schema,
  components: Components,
): JsonSchema[] {
  const { schemas, required } = components.properties(parameterUse(declared, source, schema))
  const examples: Readonly<Record<string, Examples | undefined>> =
    declared.operation.options.examples?.[optionOf[source]] ?? {}
  return [...schemas].map(([name, property]) => {
    const { description, deprecated, ...rest } = property
    return {
      name: source === 'header' ? headerName(name) : name,
      in: source,
      ...(description === undefined ? {} : { description }),
      required: source === 'path' || required.has(name),
      ...(deprecated === true ? { deprecated } : {}),
      schema: rest,
      ...examplesIn(examples[name], undefined, 'input'),
    }
  })
}
