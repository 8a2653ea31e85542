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

  leave(): void {
    this.#controller ??= new AbortController()
    this.#controller.abort(new Error('The caller went away'))
  }
}
