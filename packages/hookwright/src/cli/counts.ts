import type { Outcome } from '../delivery/outcome.ts'
import type { AttemptReport } from '../delivery/report.ts'

/** How often attempts ended in which way. */
export interface Counts {
  attempts: number
  outcomes: Partial<Record<Outcome, number>>
}

/** Counts the attempts that a worker of this process makes: in all, and since they were last taken. */
export class AttemptCounter {
  readonly total: Counts = { attempts: 0, outcomes: {} }
  #recent: Counts = { attempts: 0, outcomes: {} }

  /** Told of each attempt. */
  readonly count = ({ outcome }: Pick<AttemptReport, 'outcome'>): void => {
    for (const counts of [this.total, this.#recent]) {
      counts.attempts++
      counts.outcomes[outcome] = (counts.outcomes[outcome] ?? 0) + 1
    }
  }

  /** Those since the last call. */
  takeRecent(): Counts {
    const recent = this.#recent
    this.#recent = { attempts: 0, outcomes: {} }
    return recent
  }
}

/** `200 attempts (198 succeeded, 2 timed_out)` */
export function describeCounts({ attempts, outcomes }: Counts): string {
  const parts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`)
  const list = parts.length === 0 ? '' : ` (${parts.join(', ')})`
  return `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}${list}`
}
