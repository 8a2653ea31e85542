import { HttpError } from '../http/errors.ts'
import type { Awaitable } from '../operation.ts'
import { changesSomething, checkSameOrigin } from '../portal/same-origin.ts'
import type { Session, Sessions } from '../portal/sessions.ts'

/** Who calls the management API: a tenant, for its own endpoints; or an operator, for any tenant's. */
export type Caller = { tenant: string } | { operator: true }

/** Tells who sends a request, or null where nobody that may. */
export type Authenticate = (request: Request) => Awaitable<Caller | null>

/** Who sends a request, and the session that said so. */
export interface Identity {
  caller: Caller
  /** Null where no cookie of ours did. */
  session: Session | null
}

/** Decides for which tenant a request to the management API acts. */
export class Access {
  readonly #identities = new WeakMap<Request, Identity>()
  readonly #authenticate: Authenticate | undefined
  readonly #sessions: Sessions | undefined
  #developmentToken: string | undefined

  constructor(authenticate: Authenticate | undefined, sessions?: Sessions) {
    this.#authenticate = authenticate
    this.#sessions = sessions
  }

  /** Whether everyone is refused, because nothing was configured. */
  get closed(): boolean {
    return !this.#authenticate && !this.#developmentToken && !this.#sessions?.areConfigured
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
   * @throws HttpError 401, 403, 404 or 422
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
   * Who sends a request.
   *
   * @throws HttpError 401; 403 where another site's page makes somebody's browser change something
   */
  async callerOf(request: Request): Promise<Caller> {
    return (await this.identityOf(request)).caller
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

  /**
   * Who sends a request, and how that is known; found out once a request.
   *
   * @throws HttpError 401 or 403
   */
  async identityOf(request: Request): Promise<Identity> {
    const identity = this.#identities.get(request) ?? (await this.#identify(request))
    this.#identities.set(request, identity)
    return identity
  }

  /** The operator whose development token this is, or null. */
  developerWith(token: string): Caller | null {
    const isKnown = this.#developmentToken !== undefined && sameText(token, this.#developmentToken)
    return isKnown ? { operator: true } : null
  }

  /** Who sends a bearer token, as far as `authenticate` knows. */
  async callerWith(token: string, { url, headers: given }: Request): Promise<Caller | null> {
    // A header holds no other characters.
    if (!this.#authenticate || !/^[!-~]+$/.test(token)) return null
    const headers = new Headers(given)
    // It is the token that is to be judged, and not what else came along.
    headers.delete('cookie')
    headers.set('authorization', `Bearer ${token}`)
    return this.#authenticate(new Request(url, { headers }))
  }

  /**
   * Checks that a request that changes something was meant by whoever its cookies name, and is not another site's doing.
   *
   * @throws HttpError 403
   */
  async checkIntent(request: Request, session: Session | null): Promise<void> {
    checkSameOrigin(request, this.#sessions?.pageOrigin)
    if (!session || !changesSomething(request)) return
    if (sameText(request.headers.get('x-csrf-token') ?? '', session.csrfToken)) return
    throw new HttpError(403, 'The header `x-csrf-token` must be the `csrfToken` that GET …/session tells')
  }

  async #identify(request: Request): Promise<Identity> {
    const authorization = request.headers.get('authorization')
    const developer = this.developerWith(bearerOf(authorization) ?? '')
    if (developer) return { caller: developer, session: null }
    // What somebody wrote into the request is meant; cookies come along by themselves.
    const isMeant = authorization !== null && !isSentByBrowsers(authorization)
    const meant = isMeant ? await this.#authenticate?.(request) : null
    if (meant) return { caller: meant, session: null }
    const session = await this.#sessions?.of(request)
    if (session) {
      await this.checkIntent(request, session)
      return { caller: session.caller, session }
    }
    const caller = isMeant ? null : await this.#authenticate?.(request)
    if (!caller) throw new HttpError(401, this.#refusal(), { 'www-authenticate': 'Bearer' })
    await this.checkIntent(request, null)
    return { caller, session: null }
  }

  #refusal(): string {
    if (!this.closed && !this.#developmentToken) return 'Not authenticated'
    return this.#developmentToken
      ? 'Not authenticated: send the development token that was printed at the start, or configure `delivery.authenticate`'
      : 'The management API refuses everyone until `delivery.authenticate` or `delivery.portal.secret` is configured'
  }
}

/** Whether browsers send such an `authorization` by themselves, once somebody has typed a password. */
function isSentByBrowsers(authorization: string): boolean {
  return /^(basic|digest|negotiate|ntlm|mutual|hoba|scram-\S+)\b/i.test(authorization.trim())
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
