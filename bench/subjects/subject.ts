import type { Figures } from '../benchmark.ts'

/** What every subject is told. */
export interface Setting {
  /** URLs of the receiver; see `ReceiverPlace`. */
  bare: string
  timed: string
  receiverPid: number
  /** Of an empty database. */
  postgresUrl: string
  postgresPid: number
  redisPort: number
  redisPid: number
  /** An empty folder. */
  folder: string
  /** How much is to be done: 1, or less for `--quick`. */
  scale: number
}

/** What a subject is told besides, it says itself. */
type Measure = { measure(setting: Setting): Promise<Figures> }['measure']

/** Runs what this process is for, tells the figures, and ends it. */
export async function subject(measure: Measure): Promise<never> {
  const figures = await measure(JSON.parse(process.argv[2] ?? '{}'))
  console.log(`figures ${JSON.stringify(figures)}`)
  process.exit()
}
