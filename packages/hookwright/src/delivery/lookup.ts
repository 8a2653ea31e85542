import { lookup } from 'node:dns/promises'
import type { LookupAddress } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { refusalOfAnswer } from '../endpoints/guard.ts'
import type { AddressPolicy } from '../endpoints/guard.ts'

/** Finds the addresses of a host name. Rejects when it has none. */
export type Resolver = (hostname: string) => Promise<readonly LookupAddress[]>

/** The operating system's resolver. */
export const systemResolver: Resolver = (hostname) => lookup(hostname, { all: true, order: 'verbatim' })

/** Why a host name was not dialled: it has no address, or one that the guard refuses. */
export class LookupError extends Error {
  readonly kind: 'unresolved' | 'blocked'

  /** Whether it was this side that refused. */
  get isOurs(): boolean {
    return this.kind === 'blocked'
  }

  constructor(kind: 'unresolved' | 'blocked', message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/**
 * A `lookup` for `net.connect` that gives out only addresses the guard has passed. The connection is made
 * to exactly those: there is no second resolution between check and connect whose answer could differ.
 * One refused address refuses the whole answer, because a name with public and private addresses is
 * either an attack or a mistake.
 */
export function pinnedLookup(policy: AddressPolicy, resolver: Resolver = systemResolver): LookupFunction {
  const underWay = new Map<string, Promise<readonly LookupAddress[]>>()

  async function resolve(hostname: string): Promise<readonly LookupAddress[]> {
    const addresses = await resolver(hostname).catch((error: unknown) => {
      throw new LookupError('unresolved', `${hostname} does not resolve (${codeOf(error)}).`, {
        cause: error,
      })
    })
    if (addresses.length === 0) throw new LookupError('unresolved', `${hostname} has no address.`)
    for (const { address } of addresses) {
      const refusal = refusalOfAnswer(hostname, address, policy)
      if (refusal) throw new LookupError('blocked', refusal)
    }
    return addresses
  }

  /** Connections that are opened together to one host share one question: the system answers only a few at once. */
  function share(hostname: string): Promise<readonly LookupAddress[]> {
    let question = underWay.get(hostname)
    if (!question) {
      question = resolve(hostname).finally(() => underWay.delete(hostname))
      underWay.set(hostname, question)
    }
    return question
  }

  return (hostname, options, callback) => {
    share(hostname).then(
      (all) => {
        const wanted =
          options.family === 4 || options.family === 6
            ? all.filter(({ family }) => family === options.family)
            : all
        const first = wanted[0]
        if (!first)
          callback(new LookupError('unresolved', `${hostname} has no IPv${options.family} address.`), [])
        else if (options.all) callback(null, [...wanted])
        else callback(null, first.address, first.family)
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), []),
    )
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message
}
