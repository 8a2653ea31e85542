import type { Signing } from '../documents/signing.ts'
import type { JsonSchema } from '../schema/schema.ts'

/**
 * What a document says of its webhooks, in no programming language's words. `build` makes it, and each writer turns
 * it into the text of one file.
 */
export interface Model {
  title: string
  version: string
  /** A word or two for the sender, in PascalCase: `Polar`. Empty where the title holds none. */
  sender: string
  /** In the document's order. */
  events: EventModel[]
  /** Every type that an event is made of, each after the first that uses it. */
  types: NamedType[]
  recognition: Recognition
  /** How requests are signed, where the document says so and it is not by Standard Webhooks. */
  signing?: Signing | undefined
  schemas: BodySchemas
  /** What examples give to the receiver. */
  verifiedWith: 'secret' | 'public_key'
}

/** JSON Schemas (2020-12) without what is only for readers, for languages that validate by them. */
export interface BodySchemas {
  /** By event type. */
  bodies: ReadonlyMap<string, JsonSchema>
  /** By name; `$ref`s to them are `#/types/Name`. */
  types: ReadonlyMap<string, JsonSchema>
}

export interface EventModel {
  /** The webhook's name in the document. */
  name: string
  /** What a receiver knows it by: as it is told in requests, or its name where that is not known. Unlike all others. */
  type: string
  description?: string | undefined
  deprecated: boolean
  /** Undefined where nothing, or no JSON, is sent. */
  body?: Type | undefined
  answer?: { type: Type; optional: boolean } | undefined
}

export interface NamedType {
  /** In PascalCase, and unlike all others. */
  name: string
  description?: string | undefined
  deprecated: boolean
  type: Type
}

export type Type =
  | { kind: 'anything' }
  /** No value at all: the schema `false`. */
  | { kind: 'nothing' }
  | { kind: 'null' }
  | { kind: 'boolean' }
  | { kind: 'number'; whole: boolean }
  | { kind: 'text'; format?: string | undefined }
  | { kind: 'literals'; values: Literal[] }
  | { kind: 'list'; items: Type }
  /** `rest` is undefined where nothing may follow; items from `least` on may be absent. */
  | { kind: 'tuple'; items: Type[]; least: number; rest?: Type | undefined }
  | ObjectType
  | { kind: 'union'; members: Type[] }
  /** All of them at once, where they cannot be put together into one object. */
  | { kind: 'both'; members: Type[] }
  | { kind: 'named'; name: string }

export type Literal = string | number | boolean | null

export interface ObjectType {
  kind: 'object'
  /** Named object types that this one extends. A property that is repeated here is narrower here. */
  bases: string[]
  properties: Property[]
  /** What properties of other names are; undefined where nothing is said of them. */
  others?: Type | undefined
  /** Only while types are put together: what a discriminator says, which the object beside it may say better. */
  isHint?: true
}

export interface Property {
  /** As it is sent. */
  name: string
  type: Type
  required: boolean
  description?: string | undefined
  deprecated: boolean
}

/** Where an event's name is told. */
export type Source =
  /** Keys from the body down; `*` is any item of a list. */
  { in: 'body'; path: string[] } | { in: 'header'; name: string }

export interface Recognition {
  /** Where to look, first to last. */
  sources: Source[]
  /** By event name. */
  events: ReadonlyMap<string, EventRecognition>
}

export interface EventRecognition {
  /** Undefined where the request does not tell. */
  source?: Source | undefined
  /** What stands there for this event. */
  value?: string | undefined
  how: How
  confidence: Confidence
}

/**
 * In the order in which they are looked for:
 * - `constant`: a constant in the body that is the webhook's name; `similar_constant`: one that nearly is.
 * - `shared_enum`: one of several values that a property may have. `example`: only examples tell.
 * - `list_item`: in the items of a list. `header`: in a header.
 * - `other_constant`: a constant unlike the name, where other events have theirs. `alike`: taken to be the name, where
 *   other events have theirs.
 * - `told`: by whoever runs the generator. `only_event`: there is no other. `nowhere`: one URL per event is needed.
 */
export type How =
  | 'constant'
  | 'similar_constant'
  | 'shared_enum'
  | 'example'
  | 'list_item'
  | 'header'
  | 'other_constant'
  | 'alike'
  | 'told'
  | 'only_event'
  | 'nowhere'

export type Confidence = 'certain' | 'likely' | 'guess' | 'none'
