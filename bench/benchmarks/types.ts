import type { Benchmark } from '../benchmark.ts'
import { leastDifferenceOf } from '../goals.ts'

const projects = {
  empty: 'an empty project',
  imports: 'one app, nothing declared',
  schemas: 'the schemas alone',
  full: '200 routes and 200 webhooks',
}

const seconds = (variant: string) => ({ variant, figure: 'seconds' })

export const types: Benchmark = {
  name: 'types',
  title: 'Types',
  about: `\`tsc --noEmit\` on 200 routes of six kinds, from the plainest to those with dependencies, and 200 webhooks, each with
schemas of its own; on what they import; on the same schemas with nothing but the types of what they yield; and on nothing. A
busy machine only ever adds to these, so the goal is about the fastest of the rounds.`,
  columns: [
    { figure: 'seconds', title: 's', digits: 2 },
    { figure: 'processors', title: 's of all processors', digits: 2 },
  ],
  variants: Object.entries(projects).map(([project, label]) => ({
    name: project,
    label,
    file: 'types.ts',
    args: { project },
  })),
  goals: [
    {
      text: '200 routes and 200 webhooks, over an empty project, fastest of the rounds',
      limit: 0.3,
      is: 'most',
      unit: 's',
      digits: 2,
      of: leastDifferenceOf(seconds('full'), seconds('empty')),
    },
  ],
}
