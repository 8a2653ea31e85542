import { startPostgres, type PostgresPlace } from './postgres.ts'
import { startReceiver, type ReceiverPlace } from './receiver.ts'
import { startRedis, type RedisPlace } from './redis.ts'

/** What a variant may need beside its own process. */
export type Need = 'receiver' | 'postgres' | 'redis'

/** The servers that run for the whole of the measurements, the same for all variants. */
export interface Places extends AsyncDisposable {
  receiver: ReceiverPlace | null
  postgres: PostgresPlace | null
  redis: RedisPlace | null
  /** Why some of what was asked for is not there, with the cure. */
  missing: readonly string[]
}

/** Starts what is needed, and can be had on this machine. */
export async function startPlaces(needs: ReadonlySet<Need>): Promise<Places> {
  const stack = new AsyncDisposableStack()
  const missing: string[] = []
  const start = async <Place extends AsyncDisposable>(
    need: Need,
    begin: () => Promise<Place>,
  ): Promise<Place | null> => {
    if (!needs.has(need)) return null
    try {
      return stack.use(await begin())
    } catch (error) {
      missing.push(error instanceof Error ? error.message : String(error))
      return null
    }
  }
  return {
    receiver: await start('receiver', startReceiver),
    postgres: await start('postgres', startPostgres),
    redis: await start('redis', startRedis),
    missing,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
