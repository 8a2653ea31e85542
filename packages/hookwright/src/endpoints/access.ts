import { HttpError } from '../http/errors.ts'
import type { Awaitable } from '../operation.ts'

/** Who calls the management API: a tenant, for its own endpoints; or an operator, for any tenant's. */
export type Caller = { tenant: string } | { operator: true }

/** Tells who sends a request, or null where nobody that may. */
export type Authenticate = (request: Request) => Awaitable<Caller | null>

/** Decides for which tenant a request to the management API acts. */
export class Access {
  readonly #callers = new WeakMap<Request, Caller>()
  readonly #authenticate: Authenticate | undefined
  #developmentToken: string | undefined

  constructor(authenticate: Authenticate | undefined) {
    this.#authenticate = authenticate
  }

  /** Whether everyone is refused, because nothing was configured. */
  get closed(): boolean {
    return !this.#authenticate && !this.#developmentToken
  }

  /** Makes a token that acts as an operator until the process ends. Only `serve` on loopback asks for one. */
  openForDevelopment(): string {
    const random = crypto.getRandomValues(new Uint8Array(24))
    this.#developmentToken ??= `hwdev_${[...random].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
    return this.#developmentToken
  }

  /**
   * The tenant for which a request acts. `asked` is the tenant that it names: an operator must name one; a
   * tenant may only name itself, and sees another's as absent.
   *
   * @throws HttpError 401, 404 or 422
   */
  async tenantOf(request: Request, asked: string | undefined): Promise<string> {
    const caller = await this.callerOf(request)
    if ('tenant' in caller) {
      if (asked !== undefined && asked !== caller.tenant) throw new HttpError(404, 'Not Found')
      return caller.tenant
    }
    if (asked !== undefined) return asked
    throw new HttpError(422, [
      { loc: ['query', 'tenant'], msg: 'An operator must name the tenant: ?tenant=acme', type: 'missing' },
    ])
  }

  /**
   * Who sends a request; asked once a request.
   *
   * @throws HttpError 401
   */
  async callerOf(request: Request): Promise<Caller> {
    const caller = this.#callers.get(request) ?? (await this.#identify(request))
    this.#callers.set(request, caller)
    return caller
  }

  /**
   * Lets only operators pass.
   *
   * @throws HttpError 401 or 403
   */
  async checkOperator(request: Request, refusal = 'For operators only'): Promise<void> {
    const caller = await this.callerOf(request)
    if (!('operator' in caller)) throw new HttpError(403, refusal)
  }

  async #identify(request: Request): Promise<Caller> {
    const bearer = bearerOf(request.headers.get('authorization'))
    if (this.#developmentToken && bearer && sameText(bearer, this.#developmentToken))
      return { operator: true }
    const caller = await this.#authenticate?.(request)
    if (caller) return caller
    throw new HttpError(401, this.#refusal(), { 'www-authenticate': 'Bearer' })
  }

  #refusal(): string {
    if (this.#authenticate) return 'Not authenticated'
    return this.#developmentToken
      ? 'Not authenticated: send the development token that was printed at the start, or configure `delivery.authenticate`'
      : 'The management API refuses everyone until `delivery.authenticate` is configured'
  }
}

/** The token of an `authorization` header. */
export function bearerOf(header: string | null | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
}

/** Takes as long for a nearly right token as for a wrong one. */
export function sameText(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length
  for (let index = 0; index < expected.length; index++) {
    difference |= given.charCodeAt(index) ^ expected.charCodeAt(index)
  }
  return difference === 0
}
