import type { Goal, Round } from './benchmark.ts'
import { median } from './statistics.ts'

/** What a goal may be said of: one figure of one variant. */
export interface Which {
  variant: string
  figure: string
}

/** The median of one figure. */
export function medianOf(which: Which): Goal['of'] {
  return (rounds) => overRounds(rounds, [which], ([value]) => value, median)
}

/** The median of one figure's ratio to another's of the same round: what slows a round down is in both. */
export function ratioOf(which: Which, to: Which): Goal['of'] {
  return (rounds) => overRounds(rounds, [which, to], ([one, other]) => one / other, median)
}

/** What is left of the least of one figure without the least of another: for what a busy machine can only add to. */
export function leastDifferenceOf(which: Which, to: Which): Goal['of'] {
  return (rounds) => {
    const one = overRounds(rounds, [which], ([value]) => value, least)
    const other = overRounds(rounds, [to], ([value]) => value, least)
    return one === undefined || other === undefined ? undefined : one - other
  }
}

function least(numbers: readonly number[]): number {
  return Math.min(...numbers)
}

type Values = readonly [number, number]

/** Of the rounds in which all of them were measured. */
function overRounds(
  rounds: readonly Round[],
  asked: readonly [Which, Which?],
  combine: (values: Values) => number,
  summary: (numbers: readonly number[]) => number,
): number | undefined {
  const [first, second = first] = asked
  const found = rounds.flatMap((round) => {
    const one = round.get(first.variant)?.[first.figure]
    const other = round.get(second.variant)?.[second.figure]
    return one === undefined || other === undefined ? [] : [combine([one, other])]
  })
  return found.length === 0 ? undefined : summary(found)
}

export interface Judged {
  text: string
  limit: number
  is: Goal['is']
  unit: string
  digits: number
  /** Null where it could not be measured. */
  value: number | null
  isMet: boolean | null
}

export function judge({ of, ...goal }: Goal, rounds: readonly Round[]): Judged {
  const value = of(rounds) ?? null
  const isMet = value === null ? null : goal.is === 'least' ? value >= goal.limit : value <= goal.limit
  return { ...goal, value, isMet }
}
