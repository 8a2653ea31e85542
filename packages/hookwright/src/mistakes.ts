import { HookwrightError } from './errors.ts'

/** Collects what is wrong with the declarations, so that all of it is told at once. */
export class Mistakes {
  readonly #found: string[] = []

  /**
   * `place` names the declaration, or makes its name, which takes longer than to find nothing wrong; `what` is wrong with
   * it; `cure` is what to do.
   */
  add(place: string | (() => string), what: string, cure: string): void {
    const mistake = `${typeof place === 'function' ? place() : place}: ${what}. ${cure}.`
    if (!this.#found.includes(mistake)) this.#found.push(mistake)
  }

  /** @throws HookwrightError `bad_declaration` when there are any. */
  throwIfAny(title: string): void {
    if (this.#found.length === 0) return
    const count = this.#found.length === 1 ? 'There is 1 mistake' : `There are ${this.#found.length} mistakes`
    const list = this.#found.map((mistake, index) => `${index + 1}. ${mistake}`).join('\n')
    throw new HookwrightError('bad_declaration', `${count} in the declarations of "${title}":\n${list}`)
  }
}
