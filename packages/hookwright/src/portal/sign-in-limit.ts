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

/** Each failure moves it one step of the allowance into the future. Epoch milliseconds. */
interface Account {
  forgivenAt: number
}

/** Slows down who guesses: per client address, and in all. */
export class SignInLimit {
  readonly #clock: Clock
  readonly #clients = new Map<string, Account>()
  readonly #everybody: Account = { forgivenAt: 0 }

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
    const held: [Account, Allowance][] = [[this.#everybody, ofEverybody]]
    if (address !== undefined) held.push([this.#accountOf(networkOf(address)), ofClient])
    const waitMs = Math.max(...held.map(([account, allowance]) => waitOf(account, allowance, now)))
    if (waitMs > 0) return { waitSeconds: Math.ceil(waitMs / 1000) }
    for (const [account, { everyMs }] of held)
      account.forgivenAt = Math.max(account.forgivenAt, now) + everyMs
    return {
      takeBack: () => {
        for (const [account, { everyMs }] of held) account.forgivenAt -= everyMs
      },
    }
  }

  #accountOf(client: string): Account {
    const account = this.#clients.get(client) ?? { forgivenAt: 0 }
    // At the end, so that who has been quiet the longest is the first to be forgotten.
    this.#clients.delete(client)
    this.#clients.set(client, account)
    for (const [oldest] of this.#clients) {
      if (this.#clients.size <= mostClients) break
      this.#clients.delete(oldest)
    }
    return account
  }
}

function waitOf(account: Account, { burst, everyMs }: Allowance, now: number): number {
  // More than that is nobody's doing but the clock's, which went back.
  account.forgivenAt = Math.min(account.forgivenAt, now + burst * everyMs)
  return account.forgivenAt - now - (burst - 1) * everyMs
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
