import ipaddr from 'ipaddr.js'

import type { Clock } from '../clock.ts'

/** So many failures are free at once, and one more after each such time. */
interface Allowance {
  burst: number
  everyMs: number
}

const ofClient: Allowance = { burst: 10, everyMs: 30_000 }
const ofEverybody: Allowance = { burst: 200, everyMs: 1_000 }

/** Clients that are remembered. All together cannot fail often enough to make good use of more. */
const mostClients = 10_000

/** How many failures are still held against somebody, at some time. */
interface Account {
  failures: number
  at: number
}

/** Slows down who guesses: per client address, and in all. */
export class SignInLimit {
  readonly #clock: Clock
  readonly #clients = new Map<string, Account>()
  #everybody: Account = { failures: 0, at: 0 }

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Counts a try as a failure until it is known to be none, so that many at once are no way around.
   *
   * @returns What takes the failure back; or where there were too many, the seconds to wait.
   */
  begin(address: string | undefined): { takeBack: () => void } | { waitSeconds: number } {
    const now = this.#clock.now()
    const client = address === undefined ? undefined : networkOf(address)
    const everybody = settled(this.#everybody, ofEverybody, now)
    const own = settled(client === undefined ? undefined : this.#clients.get(client), ofClient, now)
    const waitMs = Math.max(waitOf(everybody, ofEverybody), waitOf(own, ofClient))
    if (waitMs > 0) return { waitSeconds: Math.ceil(waitMs / 1000) }
    everybody.failures++
    own.failures++
    this.#everybody = everybody
    if (client !== undefined) this.#remember(client, own)
    return {
      takeBack: () => {
        this.#everybody.failures = Math.max(0, this.#everybody.failures - 1)
        const known = client === undefined ? undefined : this.#clients.get(client)
        if (known) known.failures = Math.max(0, known.failures - 1)
      },
    }
  }

  #remember(client: string, account: Account): void {
    // At the end, so that who has been quiet the longest is the first to be forgotten.
    this.#clients.delete(client)
    this.#clients.set(client, account)
    for (const [oldest] of this.#clients) {
      if (this.#clients.size <= mostClients) break
      this.#clients.delete(oldest)
    }
  }
}

/** What is left of it now. */
function settled(account: Account | undefined, { everyMs }: Allowance, now: number): Account {
  if (!account) return { failures: 0, at: now }
  const forgiven = Math.max(0, now - account.at) / everyMs
  return { failures: Math.max(0, account.failures - forgiven), at: now }
}

function waitOf({ failures }: Account, { burst, everyMs }: Allowance): number {
  return Math.max(0, failures + 1 - burst) * everyMs
}

/** One client has a whole /64 of IPv6 to itself. */
function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, 100)
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6
    ? parsed.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')
    : parsed.toString()
}
