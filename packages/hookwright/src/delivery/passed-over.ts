/** A look through what is due. */
interface Look {
  /** When it was taken. */
  at: number
  /** The endpoints whose deliveries it passed over. */
  skip: ReadonlySet<string>
  /** All others' deliveries that were due before this had been claimed. */
  to: number
}

/**
 * For so long a look is trusted. A delivery may still turn up behind it: one that was sent within a long transaction, by
 * a clock that is late, or whose claim was rolled back elsewhere.
 */
const trustedMs = 2_000

/** What is being stored during a look is due that much before it, at most. */
const marginMs = 1_000

/** Endpoints come and go among those that are passed over. */
const mostLooks = 4

/**
 * From where a claim has to look for deliveries. An endpoint that takes no more may have a million of them that are due:
 * they are read past now and then, and not by each claim.
 */
export class PassedOver {
  #looks: Look[] = []

  /** Before a claim that passes over these endpoints: where the one that got furthest left off. */
  from(skip: ReadonlySet<string>, now: number): Pick<Look, 'at' | 'to'> {
    this.#looks = this.#looks.filter(({ at }) => at <= now && now < at + trustedMs)
    const known = this.#looks.filter((look) => isWithin(look.skip, skip))
    return known.reduce<Pick<Look, 'at' | 'to'>>((far, look) => (look.to > far.to ? look : far), {
      at: now,
      to: 0,
    })
  }

  /** After that claim, which went on from where `from` said; all that is due before `to` was seen. */
  note(skip: ReadonlySet<string>, now: number, { at, to }: Pick<Look, 'at' | 'to'>): void {
    // Where nothing is passed over, what is due comes first anyway.
    if (skip.size === 0) return
    const same = this.#looks.find((look) => look.skip.size === skip.size && isWithin(look.skip, skip))
    const reached = Math.min(to, now - marginMs)
    // What only goes on is not trusted for longer than what it goes on from.
    if (same) Object.assign(same, { to: Math.max(same.to, reached), at: Math.min(same.at, at) })
    else this.#looks = [...this.#looks, { at, skip: new Set(skip), to: reached }].slice(-mostLooks)
  }
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return some.size <= all.size && [...some].every((one) => all.has(one))
}
