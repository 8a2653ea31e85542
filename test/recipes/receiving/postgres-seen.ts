import type { SeenStore } from '@hookwright/receiver'
import type { Pool } from 'pg'

export const table = `create table if not exists webhook_seen (
  id text primary key,
  holder text, -- null once it is handled
  expires_at timestamptz not null
)`

/** Delete what has expired now and then: `delete from webhook_seen where expires_at < now()`. */
export function postgresSeen(pool: Pool): SeenStore {
  return {
    async claim(id, holder, leaseSeconds) {
      const { rowCount } = await pool.query(
        `insert into webhook_seen as known (id, holder, expires_at)
         values ($1, $2, now() + make_interval(secs => $3))
         on conflict (id) do update set holder = excluded.holder, expires_at = excluded.expires_at
         where known.expires_at <= now()`,
        [id, holder, leaseSeconds],
      )
      if (rowCount === 1) return 'claimed'
      const { rows } = await pool.query('select from webhook_seen where id = $1 and holder is null', [id])
      return rows.length === 1 ? 'handled' : 'in_progress'
    },
    async confirm(id, _, rememberSeconds) {
      await pool.query(
        `insert into webhook_seen (id, holder, expires_at)
         values ($1, null, now() + make_interval(secs => $2))
         on conflict (id) do update set holder = null, expires_at = excluded.expires_at`,
        [id, rememberSeconds],
      )
    },
    async release(id, holder) {
      await pool.query('delete from webhook_seen where id = $1 and holder = $2', [id, holder])
    },
  }
}
