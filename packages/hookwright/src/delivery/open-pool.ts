import { Pool } from 'undici'

import type { PoolsOptions } from './pools.ts'
import { tunnelConnector } from './tunnel.ts'

/** A pool of connections to an origin, straight or through the proxy. */
export function openPool(
  origin: string,
  { proxy, lookup, connectTimeoutMs: timeout, connections }: PoolsOptions,
): Pool {
  return new Pool(origin, {
    connect: proxy ? tunnelConnector({ proxy, lookup, timeoutMs: timeout }) : { lookup, timeout },
    connections,
    pipelining: 1,
    allowH2: false,
    // The exchange has one deadline for the whole, which these would only blur.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}
