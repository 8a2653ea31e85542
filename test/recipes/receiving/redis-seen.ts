import type { SeenStore } from '@hookwright/receiver'

const releaseScript = `if redis.call('get', KEYS[1]) == ARGV[1] then redis.call('del', KEYS[1]) end`

/**
 * Redis 7 or newer.
 *
 * @param send With node-redis `(command) => client.sendCommand(command)`, with ioredis
 * `([name, ...args]) => client.call(name, ...args)`.
 */
export function redisSeen(send: (command: string[]) => Promise<unknown>, prefix = 'webhook:'): SeenStore {
  return {
    async claim(id, holder, leaseSeconds) {
      const before = await send(['SET', prefix + id, holder, 'NX', 'GET', 'EX', String(leaseSeconds)])
      if (before === null) return 'claimed'
      return before === 'handled' ? 'handled' : 'in_progress'
    },
    async confirm(id, _, rememberSeconds) {
      await send(['SET', prefix + id, 'handled', 'EX', String(rememberSeconds)])
    },
    async release(id, holder) {
      await send(['EVAL', releaseScript, '1', prefix + id, holder])
    },
  }
}
