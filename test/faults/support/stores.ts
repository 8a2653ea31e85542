import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { startPostgres } from '../../../packages/hookwright/test/support/postgres-server.ts'
import { startFixture } from './fixture.ts'

/** A kind of store that the scenarios run on. */
export interface StoreKind {
  name: 'sqlite' | 'postgres'
  /** An empty one of its own. */
  place(): Promise<Place>
}

export interface Place extends AsyncDisposable {
  /** As `storeAt` takes it. */
  address: string
  /** Takes the database away from every process, until the returned function gives it back. */
  takeAway(): Promise<() => Promise<void>>
}

export const storeKinds: readonly StoreKind[] = [
  { name: 'sqlite', place: sqlitePlace },
  { name: 'postgres', place: postgresPlace },
]

/** For scenarios in which storage does not matter. */
export const anyStore: readonly StoreKind[] = storeKinds.slice(0, 1)

async function sqlitePlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-faults-'))
  const path = join(folder, 'hookwright.db')
  return {
    address: `sqlite:${path}`,
    async takeAway() {
      const holder = startFixture('lock', path)
      await holder.printed('locked')
      return async () => {
        holder.kill('SIGKILL')
        await holder.ended
      }
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

/** A server of its own, so that it can be taken away from it alone. */
async function postgresPlace(): Promise<Place> {
  const server = await startPostgres()
  return {
    address: server.url,
    async takeAway() {
      await server.kill()
      return () => server.start()
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
