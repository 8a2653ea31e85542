import { HookwrightError } from '../errors.ts'
import { Dependency, type Replacement } from './dependency.ts'
import { cycleFrom } from './plan.ts'

/** What stands for dependencies in tests. */
export class Overrides {
  readonly #entries: { original: Dependency; replacement: Dependency }[] = []
  #revision = 0

  /** Grows with every change: tells whether what was made from them is stale. */
  get revision(): number {
    return this.#revision
  }

  /** What stands for a dependency: what was given last, or itself. */
  readonly actual = (dependency: Dependency): Dependency =>
    this.#entries.findLast(({ original }) => original === dependency)?.replacement ?? dependency

  /** @throws HookwrightError `bad_option` for a replacement that needs what it replaces. */
  add<Value>(original: Dependency<Value>, given: Replacement<Value>): Disposable {
    const replacement = given instanceof Dependency ? given : new Dependency({}, given)
    const entry = { original, replacement }
    this.#entries.push(entry)
    this.#revision++
    const remove = () => {
      const index = this.#entries.indexOf(entry)
      if (index === -1) return
      this.#entries.splice(index, 1)
      this.#revision++
    }
    const cycle = cycleFrom(replacement, this.actual)
    if (cycle) {
      remove()
      throw new HookwrightError(
        'bad_option',
        `The override of the dependency declared at ${original.place.toString()} needs itself again, by ${cycle.join(' → ')}. Let it need something else, or make the value in it.`,
      )
    }
    return { [Symbol.dispose]: remove }
  }
}
