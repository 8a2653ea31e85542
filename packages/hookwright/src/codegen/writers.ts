import type { Model } from './model.ts'
import * as go from './go/file.ts'
import * as python from './python/file.ts'
import * as typescript from './typescript/file.ts'

/** How a receiver holds bodies to their schemas when they arrive. */
export type Validation = 'off' | 'warn' | 'strict'

/** Turns a model into the text of one file, the same for the same model. */
export interface Writer {
  /** Names of types that the file needs for itself. */
  reservedNames: readonly string[]
  write(model: Model, validation: Validation): string
}

/** By the value of `--lang`. */
export const writers = {
  typescript: { reservedNames: typescript.reservedNames, write: typescript.writeTypeScript },
  python: { reservedNames: python.reservedNames, write: python.writePython },
  go: { reservedNames: go.reservedNames, write: go.writeGo },
} as const satisfies Readonly<Record<string, Writer>>

export type Language = keyof typeof writers
