import type { View } from '../../api/client.ts'
import { Table, type Column } from '../../parts/table.tsx'
import { Time } from '../../parts/time.tsx'
import { daysInWords } from './words.ts'

type Retention = View<'WebhookOverview'>['retention']

const kinds = [
  { name: 'idempotencyKeys', label: 'Idempotency keys' },
  { name: 'bodies', label: 'Bodies' },
  { name: 'attempts', label: 'Attempts' },
  { name: 'deliveries', label: 'Deliveries' },
] as const satisfies readonly { name: keyof Retention; label: string }[]

type Kind = (typeof kinds)[number] & Retention[keyof Retention]

const columns: readonly Column<Kind>[] = [
  { heading: 'What', cell: ({ label }) => label },
  {
    heading: 'Kept',
    cell: ({ days }) => (
      <>
        <span className="narrow-only">kept </span>
        {daysInWords(days)}
      </>
    ),
  },
  {
    heading: 'Oldest that there is',
    cell: ({ oldestAt }) =>
      oldestAt === null ? (
        <span className="muted">none</span>
      ) : (
        <>
          <span className="narrow-only">oldest </span>
          <Time at={oldestAt} />
        </>
      ),
  },
]

/** For how long things are kept, and whether that is so. */
export function RetentionFigures({ overview: { retention } }: { overview: View<'WebhookOverview'> }) {
  return (
    <section className="stack-small">
      <h2>Retention</h2>
      <Table
        label="Retention"
        rows={kinds.map((kind) => ({ ...kind, ...retention[kind.name] }))}
        columns={columns}
        rowKey={({ name }) => name}
      />
    </section>
  )
}
