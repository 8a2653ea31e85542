import type { JsonSchema } from '../schema/schema.ts'
import type { Direction, Finding } from './change.ts'
import type { Shape, ShapeReader } from './shape.ts'

/** Two schemas to compare, and how one gets there from those around them. */
export interface Step {
  keys: readonly string[]
  older: JsonSchema
  newer: JsonSchema
}

/** What two schemas differ in, without those inside them. */
export interface Comparison {
  findings: readonly Finding[]
  inside: readonly Step[]
}

/** Two schemas of which shapes have been read, with what is needed to read more. */
export interface Pair {
  older: Shape
  newer: Shape
  readers: Readers
  direction: Direction
}

export interface Readers {
  older: ShapeReader
  newer: ShapeReader
}
