import type { JsonSchema } from '../schema/schema.ts'
import type { Direction, Finding } from './change.ts'
import type { Comparison, Readers, Step } from './pair.ts'
import { compareSchemas } from './schemas.ts'
import { ShapeReader } from './shape.ts'

/** A finding where it was found. */
export interface Found {
  finding: Finding
  /** The keys from the schema that the walk began with. */
  keys: readonly string[]
  /** The nearest named schema on the way, and the keys from there. */
  schemaKeys: readonly string[] | null
}

interface Stop extends Step {
  schemaKeys: readonly string[] | null
}

/**
 * Compares schemas of two documents through everything inside them. What many bodies share is compared once; within
 * one body it is told once, where it stands nearest to the root.
 */
export class SchemaComparer {
  readonly olderRoot: JsonSchema
  readonly newerRoot: JsonSchema
  readonly #readers: Readers
  readonly #known = {
    received: new Map<JsonSchema, Map<JsonSchema, Comparison>>(),
    answered: new Map<JsonSchema, Map<JsonSchema, Comparison>>(),
  }

  constructor(olderRoot: JsonSchema, newerRoot: JsonSchema) {
    this.olderRoot = olderRoot
    this.newerRoot = newerRoot
    this.#readers = { older: new ShapeReader(olderRoot), newer: new ShapeReader(newerRoot) }
  }

  compare(older: JsonSchema, newer: JsonSchema, direction: Direction): Found[] {
    const found: Found[] = []
    const seen = new Map<JsonSchema, Set<JsonSchema>>()
    const stops: Stop[] = [{ keys: [], older, newer, schemaKeys: null }]
    // It grows while it is walked: breadth first, so that the shortest way to each comes first.
    for (const stop of stops) {
      const [from, to] = [this.#target(stop.older, 'older'), this.#target(stop.newer, 'newer')]
      const met = entryOf(seen, from, () => new Set())
      if (met.has(to)) continue
      met.add(to)
      const schemaKeys = this.#schemaKeys(stop)
      const { findings, inside } = this.#comparison(from, to, direction)
      for (const finding of findings) {
        found.push({ finding, ...withKeys({ keys: stop.keys, schemaKeys }, finding.keys) })
      }
      for (const step of inside) {
        stops.push({ ...step, ...withKeys({ keys: stop.keys, schemaKeys }, step.keys) })
      }
    }
    return found
  }

  #comparison(older: JsonSchema, newer: JsonSchema, direction: Direction): Comparison {
    const row = entryOf(this.#known[direction], older, () => new Map())
    return entryOf(row, newer, () => compareSchemas(older, newer, this.#readers, direction))
  }

  /** A schema that is but a reference, and what it refers to, are one and the same. */
  #target(schema: JsonSchema, side: keyof Readers): JsonSchema {
    return this.#readers[side].targetOf(schema)
  }

  #schemaKeys({ newer, older, schemaKeys }: Stop): readonly string[] | null {
    const reference =
      this.#readers.newer.shapeOf(newer).references[0] ?? this.#readers.older.shapeOf(older).references[0]
    return reference === undefined ? schemaKeys : [reference.slice(reference.lastIndexOf('/') + 1)]
  }
}

function withKeys(
  { keys, schemaKeys }: { keys: readonly string[]; schemaKeys: readonly string[] | null },
  further: readonly string[],
) {
  return {
    keys: [...keys, ...further],
    schemaKeys: schemaKeys === null ? null : [...schemaKeys, ...further],
  }
}

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
