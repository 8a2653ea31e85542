import { HttpError } from '../http/errors.ts'
import type { Dependency, ErasedContext } from './dependency.ts'

type Held = Generator<unknown, unknown, undefined> | AsyncGenerator<unknown, unknown, undefined>

/** What one dependency is given, the values of what it needs among it. */
export type Given = (dependency: Dependency, values: Readonly<Record<string, unknown>>) => ErasedContext

/** An error on its way to the caller. */
export interface Failure {
  error: unknown
}

/** The values of one request's dependencies, from when they are made until they are released. */
export class Scope {
  readonly #values = new Map<Dependency, unknown>()
  readonly #held: { dependency: Dependency; generator: Held }[] = []
  readonly #actual: (dependency: Dependency) => Dependency
  readonly #onError: (error: unknown) => void

  /** `onError` is told of errors that others hide from the caller. */
  constructor(actual: (dependency: Dependency) => Dependency, onError: (error: unknown) => void) {
    this.#actual = actual
    this.#onError = onError
  }

  /** Whether anything waits for the answer. */
  get holds(): boolean {
    return this.#held.length > 0
  }

  /** Makes each value, one after the other. What was made before one fails is still to be released. */
  async resolve(needed: readonly Dependency[], given: Given): Promise<void> {
    for (const dependency of needed) {
      const context = given(dependency, this.valuesOf(dependency.options.dependencies))
      this.#values.set(dependency, await this.#begin(dependency, context))
    }
  }

  /** The values of these, by name. */
  valuesOf(named: Readonly<Record<string, Dependency | undefined>> | undefined): Record<string, unknown> {
    if (!named) return {}
    const entries = Object.entries(named).map(([name, dependency]) => [
      name,
      dependency && this.#values.get(this.#actual(dependency)),
    ])
    return Object.fromEntries(entries)
  }

  async #begin(dependency: Dependency, context: ErasedContext): Promise<unknown> {
    const result = dependency.resolve(context)
    if (!isGenerator(result)) return result
    const { done, value } = await result.next()
    if (done === true) throw new Error(`${phrase(dependency)} ended before it yielded a value.`)
    this.#held.push({ dependency, generator: result })
    return value
  }

  /**
   * Lets every generator go on, the last first: past its `yield`, or with the error thrown there. Gives the error that
   * is to be answered with: the one given, or what a generator threw instead.
   */
  async release(failure?: Failure): Promise<Failure | undefined> {
    let current = failure
    for (let last = this.#held.pop(); last; last = this.#held.pop()) {
      const { dependency, generator } = last
      const before = current
      try {
        const { done } = await (current ? generator.throw(current.error) : generator.next())
        if (done !== true) {
          await generator.return(undefined)
          throw new Error(`${phrase(dependency)} yielded twice. Only one value can be handed on.`)
        }
      } catch (error) {
        current = { error }
      }
      if (before && current !== before) this.#reportHidden(before.error, current?.error)
    }
    return current
  }

  /** An error that became a proper answer is no fault, nor is a fault lost that another names as its cause. */
  #reportHidden(error: unknown, by: unknown): void {
    const isNamed = error === by || (by instanceof Error && by.cause === error)
    if (!isNamed && !(by instanceof HttpError) && !(error instanceof HttpError)) this.#onError(error)
  }
}

function isGenerator(result: unknown): result is Held {
  return ['[object Generator]', '[object AsyncGenerator]'].includes(Object.prototype.toString.call(result))
}

function phrase({ place }: Dependency): string {
  const at = place.toString()
  return `The dependency${at && ` declared at ${at}`}`
}
