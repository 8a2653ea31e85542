import type { Benchmark } from '../benchmark.ts'

const counts = [1, 2, 4]

export const workers: Benchmark = {
  name: 'workers',
  title: 'Worker processes',
  about: `A backlog of 12,000 messages of 1 KB on PostgreSQL is delivered by so many worker processes, from their start to the
last request's arrival. More processes than processors can only share these: what is to be seen on a small machine is
that they are not in each other's way.`,
  columns: [{ figure: 'perSecond', title: 'deliveries/s', digits: 0 }],
  variants: counts.map((count) => ({
    name: `workers-${count}`,
    label: `${count} ${count === 1 ? 'process' : 'processes'}`,
    file: 'workers.ts',
    args: { workers: count },
    needs: ['receiver', 'postgres'],
  })),
  goals: [],
}
