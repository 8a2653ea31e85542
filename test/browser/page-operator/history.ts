import { vi } from 'vitest'
import { z } from 'zod'

import type { Office } from './office.ts'

const minuteMs = 60_000

/**
 * Endpoints of several tenants, and an hour and more of what was really delivered to them, by a clock that is moved on:
 * acme has one that works and one that is down, globex two that work, initech's is gone, umbrella's is paused.
 */
export async function makeHistory(office: Office): Promise<Record<'down' | 'gone' | 'paused', string>> {
  const { delivery, receivers } = office
  const register = async (tenant: string, path: string, description = '') => {
    const { endpoint } = await delivery.endpoints.create(tenant, {
      url: receivers.origin + path,
      description,
    })
    return endpoint.id
  }
  const tenants = ['acme', 'globex', 'initech', 'umbrella'] as const
  const longAgoMs = 300 * minuteMs
  office.setBack(longAgoMs)
  await register('acme', '/orders?ms=12', 'Order desk')
  await register('globex', '/billing?ms=25')
  await register('globex', '/warehouse?ms=4')
  const gone = await register('initech', '/gone')
  const paused = await register('umbrella', '/mail?ms=8')
  await office.send('initech')
  await office.settled('initech')

  let down: string | undefined
  const steps = [
    ...Array.from({ length: 24 }, (_, index) => longAgoMs - index * 10 * minuteMs),
    ...Array.from({ length: 60 }, (_, index) => (60 - index) * minuteMs),
  ]
  for (const [index, behindMs] of steps.entries()) {
    office.setBack(behindMs)
    if (behindMs <= 90 * minuteMs) down ??= await register('acme', '/down', 'The old shop')
    const count = Math.max(1, 2 + Math.round(2 * Math.sin(index / 6) + (index % 5 === 0 ? 2 : 0)))
    const sends = tenants
      .filter((tenant) => tenant !== 'acme' || index % 4 === 0)
      .flatMap((tenant) => Array.from({ length: count }, () => office.send(tenant)))
    await Promise.all(sends)
    await office.settled(...tenants)
  }
  office.setBack(0)
  await office.settled(...tenants)
  await counted(office)
  const until = new Date(Date.now() + 3_600_000).toISOString()
  await office.ask(`/endpoints/${paused}?tenant=umbrella`, { pausedUntil: until })
  return { down: down ?? '', gone, paused }
}

const Counted = z.object({ points: z.array(z.object({ attempts: z.int() })) })

/** Workers write what they count every few seconds: a page and a question in between would see different figures. */
async function counted(office: Office): Promise<void> {
  const made = await office.receivers.count()
  const since = new Date(Date.now() - 24 * 60 * minuteMs).toISOString()
  const isWritten = async () => {
    const { points } = Counted.parse(await office.ask(`/operator/statistics?since=${since}&stepSeconds=3600`))
    const written = points.reduce((sum, { attempts }) => sum + attempts, 0)
    if (written !== made) throw new Error(`${written} of ${made} attempts are in the statistics`)
  }
  await vi.waitFor(isWritten, { timeout: 30_000, interval: 250 })
}
