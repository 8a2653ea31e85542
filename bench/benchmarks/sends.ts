import type { Benchmark } from '../benchmark.ts'
import { medianOf } from '../goals.ts'

export const sends: Benchmark = {
  name: 'sends',
  title: 'Sends',
  about: `\`await webhook.send(…)\` of 1 KB with one endpoint that wants it: validated, and durable with its delivery when it
resolves. Each of so many senders awaits one send before the next; nothing is delivered meanwhile.`,
  columns: [
    { figure: 'by1', title: 'sends/s by 1 sender', digits: 0 },
    { figure: 'by16', title: 'by 16', digits: 0 },
    { figure: 'by64', title: 'by 64', digits: 0 },
  ],
  variants: [
    { name: 'sqlite', label: 'Hookwright on SQLite', file: 'sends.ts', args: { store: 'sqlite' } },
    {
      name: 'postgres',
      label: 'Hookwright on PostgreSQL',
      file: 'sends.ts',
      args: { store: 'postgres' },
      needs: ['postgres'],
    },
  ],
  goals: [
    {
      text: '16 senders on SQLite',
      limit: 25_000,
      is: 'least',
      unit: 'sends/s',
      digits: 0,
      of: medianOf({ variant: 'sqlite', figure: 'by16' }),
    },
  ],
}
