import type { Benchmark, Goal } from '../benchmark.ts'
import { medianOf } from '../goals.ts'

const stores = { sqlite: 'SQLite', postgres: 'PostgreSQL' }

export const latency: Benchmark = {
  name: 'latency',
  title: 'Latency',
  about: `From the call of \`send\`, in a process that also delivers, to the arrival of the request in the receiver's process,
with so many messages of 1 KB a second to one endpoint.`,
  columns: [
    { figure: 'p50At100', title: 'median at 100/s, ms', digits: 1 },
    { figure: 'p99At100', title: 'p99 at 100/s, ms', digits: 1 },
    { figure: 'p50At1000', title: 'median at 1,000/s, ms', digits: 1 },
    { figure: 'p99At1000', title: 'p99 at 1,000/s, ms', digits: 1 },
  ],
  variants: [
    {
      name: 'sqlite',
      label: 'Hookwright on SQLite',
      file: 'latency.ts',
      args: { store: 'sqlite' },
      needs: ['receiver'],
    },
    {
      name: 'postgres',
      label: 'Hookwright on PostgreSQL',
      file: 'latency.ts',
      args: { store: 'postgres' },
      needs: ['receiver', 'postgres'],
    },
  ],
  goals: Object.entries(stores).flatMap(([variant, store]) =>
    [100, 1_000].flatMap((rate): Goal[] => [
      {
        text: `median at ${rate.toLocaleString('en-US')}/s on ${store}`,
        limit: 5,
        is: 'most',
        unit: 'ms',
        digits: 1,
        of: medianOf({ variant, figure: `p50At${rate}` }),
      },
      {
        text: `p99 at ${rate.toLocaleString('en-US')}/s on ${store}`,
        limit: 25,
        is: 'most',
        unit: 'ms',
        digits: 1,
        of: medianOf({ variant, figure: `p99At${rate}` }),
      },
    ]),
  ),
}
