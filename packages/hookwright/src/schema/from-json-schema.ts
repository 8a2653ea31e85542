import type { Direction } from './schema.ts'

/**
 * The type that a JSON Schema describes, read off its literal type: of `{ type: 'object', properties: … }` given
 * where it is declared or `as const`, and of TypeBox's schemas, whose types are those of their JSON Schema.
 * `unknown` wherever the type says no more, as of a schema that was imported from a JSON file.
 *
 * As `output`, properties with a default are there; as `input` they may be left out.
 */
export type FromJsonSchema<S, Way extends Direction, Root = S> = S extends true
  ? unknown
  : S extends { readonly $ref: infer Ref }
    ? FromRef<Ref, Way, Root>
    : S extends { readonly const: infer Value }
      ? Value
      : S extends { readonly enum: readonly (infer Value)[] }
        ? Value
        : S extends { readonly anyOf: infer Branches }
          ? FromAny<Branches, Way, Root>
          : S extends { readonly oneOf: infer Branches }
            ? FromAny<Branches, Way, Root>
            : S extends { readonly allOf: infer Parts }
              ? Simplify<FromAll<Parts, Way, Root> & FromType<S, Way, Root>>
              : FromType<S, Way, Root>

type FromType<S, Way extends Direction, Root> = S extends { readonly type: infer Names }
  ? FromTypeName<Names extends readonly (infer Name)[] ? Name : Names, S, Way, Root>
  : S extends { readonly properties: object }
    ? FromObject<S, Way, Root>
    : unknown

type FromTypeName<Name, S, Way extends Direction, Root> = Name extends 'object'
  ? FromObject<S, Way, Root>
  : Name extends 'array'
    ? FromArray<S, Way, Root>
    : Name extends keyof Scalars
      ? Scalars[Name]
      : unknown

interface Scalars {
  string: string
  number: number
  integer: number
  boolean: boolean
  null: null
}

type FromObject<S, Way extends Direction, Root> = S extends {
  readonly properties: infer Properties extends object
}
  ? Simplify<
      {
        -readonly [Name in keyof Properties & Present<S, Properties, Way>]: FromJsonSchema<
          Properties[Name],
          Way,
          Root
        >
      } & {
        -readonly [Name in Exclude<keyof Properties, Present<S, Properties, Way>>]?: FromJsonSchema<
          Properties[Name],
          Way,
          Root
        >
      }
    >
  : S extends { readonly patternProperties: infer Patterns }
    ? { [name: string]: FromJsonSchema<Patterns[keyof Patterns], Way, Root> }
    : S extends { readonly additionalProperties: infer Others }
      ? { [name: string]: FromJsonSchema<Others, Way, Root> }
      : { [name: string]: unknown }

/** The names of the properties that are always there. */
type Present<S, Properties, Way extends Direction> =
  | (S extends { readonly required: readonly (infer Name)[] } ? Name : never)
  | (Way extends 'output' ? WithDefault<Properties> : never)

type WithDefault<Properties> = {
  [Name in keyof Properties]: Properties[Name] extends { readonly default: unknown } ? Name : never
}[keyof Properties]

type FromArray<S, Way extends Direction, Root> = S extends {
  readonly prefixItems: infer Items extends readonly unknown[]
}
  ? FromTuple<Items, Way, Root>
  : S extends { readonly items: infer Items }
    ? Items extends readonly unknown[]
      ? FromTuple<Items, Way, Root>
      : FromJsonSchema<Items, Way, Root>[]
    : unknown[]

type FromTuple<Items extends readonly unknown[], Way extends Direction, Root> = {
  -readonly [Index in keyof Items]: FromJsonSchema<Items[Index], Way, Root>
}

type FromAny<Branches, Way extends Direction, Root> = Branches extends readonly (infer Branch)[]
  ? Branch extends unknown
    ? FromJsonSchema<Branch, Way, Root>
    : never
  : unknown

type FromAll<Parts, Way extends Direction, Root> = Parts extends readonly [infer First, ...infer Rest]
  ? FromJsonSchema<First, Way, Root> & FromAll<Rest, Way, Root>
  : unknown

/** `#`, `#/$defs/Name`, and TypeBox's `Name`. */
type FromRef<Ref, Way extends Direction, Root> = Ref extends '#'
  ? FromJsonSchema<Root, Way>
  : Ref extends `#/$defs/${infer Name}` | `#/definitions/${infer Name}`
    ? FromDefinition<Name, Way, Root>
    : FromDefinition<Ref, Way, Root>

type FromDefinition<Name, Way extends Direction, Root> = Root extends
  | { readonly $defs: infer Definitions }
  | { readonly definitions: infer Definitions }
  ? Name extends keyof Definitions
    ? FromJsonSchema<Definitions[Name], Way, Root>
    : unknown
  : unknown

type Simplify<T> = T extends object ? { [Key in keyof T]: T[Key] } : T
