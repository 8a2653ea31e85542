import type { Store } from '../../src/store/store.ts'

/** The real store, with some of its methods gone through `faults` first. */
export function withFaults(store: Store, faults: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, key): unknown {
      const value: unknown = Reflect.get(key in faults ? faults : target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Something that waits until it is let through. */
export class Gate {
  readonly #waiting: (() => void)[] = []
  #open = false

  get waiting(): number {
    return this.#waiting.length
  }

  pass(): Promise<void> {
    return this.#open ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }

  open(): void {
    this.#open = true
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
}
