const departure = Symbol('departure')

interface Lent {
  [departure]?: Departure
  readonly signal: AbortSignal
}

/** Tells a handler that its caller went away: by the server's own signal, or since nobody reads the answer any more. */
export class Departure {
  readonly #request: Request
  #controller: AbortController | undefined

  constructor(request: Request) {
    this.#request = request
  }

  /** Made when it is first asked for: servers pay for a request's signal only then. */
  get signal(): AbortSignal {
    this.#controller ??= new AbortController()
    return AbortSignal.any([this.#request.signal, this.#controller.signal])
  }

  /**
   * Gives a context its `signal`. By one getter for all contexts: V8 would give each that has one of its own a hidden
   * class of its own, and keep that, with the whole request that the getter refers to, until it collects old garbage.
   */
  lendTo<T extends object>(context: T): asserts context is T & Pick<Lent, 'signal'> {
    Object.defineProperty(context, departure, { value: this })
    Object.defineProperty(context, 'signal', signalOfContext)
  }

  leave(): void {
    this.#controller ??= new AbortController()
    this.#controller.abort(new Error('The caller went away'))
  }
}

const signalOfContext: PropertyDescriptor & ThisType<Lent> = {
  configurable: true,
  enumerable: true,
  get() {
    return this[departure]?.signal
  },
}
