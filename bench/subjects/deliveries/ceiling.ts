/** The most that there can be: the same POST by undici's Pool, and nothing else. */
import { subject } from '../subject.ts'
import { concurrency, makePool, payloadText, repeat, timeDeliveries } from './load.ts'

await subject(async (setting) => {
  const pool = makePool(setting.bare)
  const headers = { 'content-type': 'application/json' }
  const post = async () => {
    const { body } = await pool.request({ method: 'POST', path: '/', headers, body: payloadText })
    await body.dump()
  }
  return timeDeliveries(setting, (count) => repeat(count, concurrency, post))
})
