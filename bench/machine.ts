import { spawnSync } from 'node:child_process'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'

import type { Places } from './places/places.ts'

/** What it was measured on. */
export interface Machine {
  processor: string
  cores: number
  memoryGb: number
  system: string
  node: string
  /** Versions, by name. */
  stores: Readonly<Record<string, string>>
}

export async function describeMachine(places: Places): Promise<Machine> {
  const [first] = cpus()
  const redis = await places.redis?.version()
  const postgres = await places.postgres?.version()
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    stores: {
      SQLite: sqliteVersion(),
      ...(postgres !== undefined && { PostgreSQL: postgres }),
      ...(redis !== undefined && { Redis: redis }),
    },
  }
}

/** Of the Node that the variants run on. */
function sqliteVersion(): string {
  const code = `const { DatabaseSync } = require('node:sqlite')
console.log(new DatabaseSync(':memory:').prepare('select sqlite_version() as version').get().version)`
  const { stdout } = spawnSync(process.execPath, ['--no-warnings', '-e', code], { encoding: 'utf8' })
  return stdout.trim() || 'unknown'
}
