import type { Benchmark } from '../benchmark.ts'
import { ratioOf } from '../goals.ts'

const stores = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

export const isolation: Benchmark = {
  name: 'isolation',
  title: 'Isolation',
  about: `1,000 endpoints and 500 messages of 1 KB a second, each to one of them; every tenth is to the same endpoint, which
answers, or accepts the request and never does. From \`send\` to the arrival at the other 999; the process that sends
also delivers.`,
  columns: [
    { figure: 'p50', title: 'median, ms', digits: 1 },
    { figure: 'p99', title: 'p99, ms', digits: 1 },
  ],
  variants: Object.entries(stores).flatMap(([store, title]) =>
    [false, true].map((hangs) => ({
      name: `${store}-${hangs ? 'hangs' : 'answers'}`,
      label: `${title}, ${hangs ? 'one hangs' : 'all answer'}`,
      file: 'isolation.ts',
      args: { store, hangs },
      needs: store === 'sqlite' ? (['receiver'] as const) : (['receiver', 'postgres'] as const),
    })),
  ),
  goals: Object.entries(stores).map(([store, title]) => ({
    text: `p99 with one that hangs, of that without, on ${title}`,
    limit: 1.2,
    is: 'most',
    unit: '',
    digits: 2,
    of: ratioOf({ variant: `${store}-hangs`, figure: 'p99' }, { variant: `${store}-answers`, figure: 'p99' }),
  })),
}
