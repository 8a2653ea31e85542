import type { Benchmark } from '../benchmark.ts'
import { ratioOf } from '../goals.ts'

const perSecond = (variant: string) => ({ variant, figure: 'perSecond' })
const onSqlite = perSecond('hookwright-sqlite')
const onPostgres = perSecond('hookwright-postgres')
const goal = { is: 'least', unit: '', digits: 2 } as const

export const deliveries: Benchmark = {
  name: 'deliveries',
  title: 'Deliveries',
  about: `Messages of 1 KB are stored durably, claimed, signed, sent by POST to a receiver in another process, which answers
204, and what became of each is recorded. Measured from the first message's being handed over to the last one's record; the
process that sends also delivers, 64 at a time. Hookwright stores each message by a \`send\` of its own, 256 of them at
once, validated by Zod, with secrets encrypted, metrics, operational webhooks and the record of each attempt; the
others add jobs in bulk, 256 a call, and each job makes one POST, signed by the same HMAC, through the same undici \`Pool\`
of 64 connections. They are set up as their own pages on performance say. The ceiling is that \`Pool\` alone, sending
the same POST unsigned from memory. BullMQ's Redis syncs its file once a second, as its guide has it; the others
reach the disk before they acknowledge. The columns after the first say how long processors worked for one delivery.`,
  columns: [
    { figure: 'perSecond', title: 'deliveries/s', digits: 0 },
    { figure: 'ownMicros', title: 'own process, µs', digits: 1 },
    { figure: 'serverMicros', title: 'database, µs', digits: 1 },
    { figure: 'receiverMicros', title: 'receiver, µs', digits: 1 },
  ],
  variants: [
    {
      name: 'ceiling',
      label: 'undici Pool alone (the ceiling)',
      file: 'deliveries/ceiling.ts',
      needs: ['receiver'],
    },
    {
      name: 'hookwright-sqlite',
      label: 'Hookwright on SQLite',
      file: 'deliveries/hookwright.ts',
      args: { store: 'sqlite' },
      needs: ['receiver'],
    },
    {
      name: 'hookwright-postgres',
      label: 'Hookwright on PostgreSQL',
      file: 'deliveries/hookwright.ts',
      args: { store: 'postgres' },
      needs: ['receiver', 'postgres'],
    },
    { name: 'bullmq', label: 'BullMQ', file: 'deliveries/bullmq.ts', needs: ['receiver', 'redis'] },
    {
      name: 'graphile-worker',
      label: 'graphile-worker',
      file: 'deliveries/graphile-worker.ts',
      needs: ['receiver', 'postgres'],
    },
    { name: 'pg-boss', label: 'pg-boss', file: 'deliveries/pg-boss.ts', needs: ['receiver', 'postgres'] },
  ],
  goals: [
    { ...goal, text: 'on SQLite, of the ceiling', limit: 0.5, of: ratioOf(onSqlite, perSecond('ceiling')) },
    {
      ...goal,
      text: 'on PostgreSQL, of the ceiling',
      limit: 0.45,
      of: ratioOf(onPostgres, perSecond('ceiling')),
    },
    { ...goal, text: 'on SQLite, of BullMQ', limit: 2, of: ratioOf(onSqlite, perSecond('bullmq')) },
    { ...goal, text: 'on PostgreSQL, of BullMQ', limit: 2, of: ratioOf(onPostgres, perSecond('bullmq')) },
    {
      ...goal,
      text: 'on PostgreSQL, of graphile-worker',
      limit: 1.3,
      of: ratioOf(onPostgres, perSecond('graphile-worker')),
    },
  ],
}
