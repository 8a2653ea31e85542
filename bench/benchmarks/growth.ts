import type { Benchmark, Goal } from '../benchmark.ts'
import { medianOf, ratioOf } from '../goals.ts'

const stores = { sqlite: 'SQLite', postgres: 'PostgreSQL' }
const backlogs = { empty: 0, '100k': 100_000, '1M': 1_000_000 }

export const growth: Benchmark = {
  name: 'growth',
  title: 'Growth',
  about: `As for deliveries, while so many older messages of 1 KB wait, due, for the same endpoint: as many are sent meanwhile as
are delivered, so that the backlog stays as long as it is. The memory is that of the process that sends and delivers.`,
  columns: [
    { figure: 'perSecond', title: 'deliveries/s', digits: 0 },
    { figure: 'megabytes', title: 'memory, MB', digits: 0 },
  ],
  variants: Object.entries(stores).flatMap(([store, title]) =>
    Object.entries(backlogs).map(([name, backlog]) => ({
      name: `${store}-${name}`,
      label: `${title}, ${backlog === 0 ? 'none waits' : `${backlog.toLocaleString('en-US')} wait`}`,
      file: 'growth.ts',
      args: { store, backlog },
      needs: store === 'sqlite' ? (['receiver'] as const) : (['receiver', 'postgres'] as const),
      ...(backlog > 0 && { keeps: `growth-${store}-${name}` }),
    })),
  ),
  goals: Object.entries(stores).flatMap(([store, title]): Goal[] => [
    ...['100k', '1M'].map((name): Goal => {
      const perSecond = (variant: string) => ({ variant, figure: 'perSecond' })
      return {
        text: `with ${name} waiting, of none waiting, on ${title}`,
        limit: 0.8,
        is: 'least',
        unit: '',
        digits: 2,
        of: ratioOf(perSecond(`${store}-${name}`), perSecond(`${store}-empty`)),
      }
    }),
    {
      text: `memory with 1M waiting on ${title}`,
      limit: 300,
      is: 'most',
      unit: 'MB',
      digits: 0,
      of: medianOf({ variant: `${store}-1M`, figure: 'megabytes' }),
    },
  ]),
}
