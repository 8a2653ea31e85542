import type { Encoded } from '../content/content.ts'

/**
 * An answer whose body is there as a whole. It makes a stream of it, which costs more than all the rest of a small
 * answer, only for those who look at it; our own server for Node takes the body as it is.
 *
 * Servers that read a Response otherwise than by its members (Deno, Bun) would find no body in it, so that only those
 * requests are answered with one whose server has said that it knows them.
 */
export class WholeResponse extends Response {
  readonly #whole: string | Uint8Array<ArrayBuffer>
  #usual: Response | undefined

  constructor(whole: string | Uint8Array<ArrayBuffer>, init: ResponseInit) {
    super(null, init)
    this.#whole = whole
  }

  /** Undefined where somebody has looked at the body, and may have changed or read it. */
  get untouched(): string | Uint8Array<ArrayBuffer> | undefined {
    return this.#usual ? undefined : this.#whole
  }

  /** The usual one, made when it is first asked for. */
  get #made(): Response {
    this.#usual ??= new Response(this.#whole, { status: this.status, headers: this.headers })
    return this.#usual
  }

  // Defined so because the types of Response have properties where its class has accessors and methods.
  static {
    const define = (name: keyof Response, attributes: PropertyDescriptor & ThisType<WholeResponse>) =>
      Object.defineProperty(WholeResponse.prototype, name, { configurable: true, ...attributes })
    define('body', {
      get() {
        return this.#made.body
      },
    })
    define('bodyUsed', {
      get() {
        return this.#usual?.bodyUsed ?? false
      },
    })
    define('clone', {
      value() {
        return new Response(this.#made.clone().body, this)
      },
    })
    for (const name of ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text'] as const) {
      define(name, {
        value() {
          return this.#made[name]()
        },
      })
    }
  }
}

/** On the request itself: a WeakSet of all that are under way costs the collector of garbage more than the answer. */
const isOfOurServer = Symbol('isOfOurServer')

/** Says that what answers this request is written by a server that knows `WholeResponse`. */
export function acceptWhole(request: Request): void {
  Reflect.set(request, isOfOurServer, true)
}

/** An answer to this request. */
export function responseTo(request: Request, body: Encoded, init: ResponseInit): Response {
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  return isWhole && isOfOurServer in request ? new WholeResponse(body, init) : new Response(body, init)
}
