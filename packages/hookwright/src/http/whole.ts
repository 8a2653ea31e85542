import type { Encoded } from '../content/content.ts'

/** Headers of which none is there twice. */
export type Fields = Readonly<Record<string, string>>

/** What our own server writes. */
export interface Untouched {
  whole: string | Uint8Array<ArrayBuffer>
  headers: Fields | Headers
}

/**
 * What is a Response to `instanceof` without having been made one. Its type is that of the class whose prototype it
 * inherits from, which nothing but a cast can say.
 */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-extraneous-class -- see above.
const Unmade = class {} as typeof Response
Object.setPrototypeOf(Unmade.prototype, Response.prototype)

/**
 * An answer whose body is there as a whole. It makes a Response, which costs more than all the rest of a small answer,
 * only for those who look at more than its status; our own server for Node takes headers and body as they are.
 *
 * Servers that read a Response otherwise than by its members (Deno, Bun) would find nothing in it, so that only those
 * requests are answered with one whose server has said that it knows them.
 */
export class WholeResponse extends Unmade {
  readonly #whole: string | Uint8Array<ArrayBuffer>
  readonly #status: number
  readonly #fields: Fields | Headers
  #headers: Headers | undefined
  #usual: Response | undefined

  constructor(whole: string | Uint8Array<ArrayBuffer>, status: number, fields: Fields | Headers) {
    super()
    this.#whole = whole
    this.#status = status
    this.#fields = fields
  }

  /** Undefined where somebody has looked at the body, and may have changed or read it. */
  get untouched(): Untouched | undefined {
    return this.#usual ? undefined : { whole: this.#whole, headers: this.#headers ?? this.#fields }
  }

  /** The usual one, made when it is first asked for. */
  get #made(): Response {
    this.#usual ??= new Response(this.#whole, { status: this.#status, headers: this.headers })
    return this.#usual
  }

  // Defined so because the types of Response have properties where its class has accessors and methods.
  static {
    const define = (name: keyof Response, attributes: PropertyDescriptor & ThisType<WholeResponse>) =>
      Object.defineProperty(WholeResponse.prototype, name, { configurable: true, ...attributes })
    define('status', {
      get() {
        return this.#status
      },
    })
    define('ok', {
      get() {
        return this.#status >= 200 && this.#status < 300
      },
    })
    define('headers', {
      get() {
        this.#headers ??= new Headers(this.#fields)
        return this.#headers
      },
    })
    define('statusText', { value: '' })
    define('type', { value: 'default' })
    define('url', { value: '' })
    define('redirected', { value: false })
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

const isOfOurServer = Symbol('isOfOurServer')

/** On the request itself: a WeakSet of all that are under way costs the collector of garbage more than the answer. */
interface OfOurServer extends Request {
  [isOfOurServer]?: true
}

/** Says that what answers this request is written by a server that knows `WholeResponse`. */
export function acceptWhole(request: OfOurServer): void {
  request[isOfOurServer] = true
}

/** An answer to this request. */
export function responseTo(
  request: OfOurServer,
  body: Encoded,
  status: number,
  headers: Fields | Headers,
): Response {
  const isWhole = typeof body === 'string' || body instanceof Uint8Array
  // Of another status Response tells what is wrong with it.
  const isUsual = Number.isInteger(status) && status >= 200 && status <= 599
  return isWhole && isUsual && request[isOfOurServer] === true
    ? new WholeResponse(body, status, headers)
    : new Response(body, { status, headers })
}
