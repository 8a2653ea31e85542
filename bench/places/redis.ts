import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'

import { freePort } from './free-port.ts'

export interface RedisPlace extends AsyncDisposable {
  port: number
  pid: number
  version(): Promise<string>
}

/**
 * Starts `redis-server` as BullMQ's page on production asks for it: an append-only file that is synced once a second,
 * and nothing evicted.
 *
 * @throws Error that says how to get it.
 */
export async function startRedis(): Promise<RedisPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'hookwright-bench-redis-'))
  const port = await freePort()
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    save: '',
  }
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)])
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  const ended = once(server, 'exit')
  const failed = once(server, 'error').then(() => {
    throw new Error(
      'BullMQ is left out, because there is no redis-server: apt-get install redis-server, or brew install redis',
    )
  })
  const client = new Redis({ port, lazyConnect: true, maxRetriesPerRequest: null })
  client.on('error', () => {})
  const kill = () => void server.kill('SIGKILL')
  // It does not notice by itself that nobody is there any more.
  process.once('exit', kill)
  const end = async () => {
    client.disconnect()
    process.off('exit', kill)
    if (server.pid !== undefined && server.exitCode === null) {
      kill()
      await ended.catch(() => {})
    }
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await Promise.race([failed, untilReady(client)])
  } catch (error) {
    await end()
    throw error
  }
  failed.catch(() => {})
  return {
    port,
    pid: server.pid ?? 0,
    version: async () => /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'unknown',
    [Symbol.asyncDispose]: end,
  }
}

async function untilReady(client: Redis): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await client.connect()
      return
    } catch (error) {
      if (tries === 100) throw error
      await pause(50)
    }
  }
}
