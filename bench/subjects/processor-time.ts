import { readdirSync, readFileSync } from 'node:fs'

/** Microseconds that this process, its threads included, has kept processors busy. */
export function ownProcessorMicros(): number {
  const { user, system } = process.cpuUsage()
  return user + system
}

/** The same of another process and of all that it has started; NaN where there is no /proc. */
export function processorMicrosOf(pid: number): number {
  try {
    const all = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (read(name) ?? []) : []))
    const own = all.find((one) => one.pid === pid)
    if (own === undefined) return Number.NaN
    const children = all.filter(({ parent }) => parent === pid).map(({ ticks }) => ticks)
    // Of those that have ended, the kernel keeps the sum with their parent.
    const ticks = own.ticks + own.ticksOfEnded + children.reduce((sum, one) => sum + one, 0)
    return ticks * microsPerTick
  } catch {
    return Number.NaN
  }
}

/** `sysconf(_SC_CLK_TCK)` is 100 on every Linux of today. */
const microsPerTick = 10_000

/** See proc(5). */
function read(pid: string) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').map(Number) ?? []
    const [, parent = 0] = fields
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11)
    return { pid: Number(pid), parent, ticks: user + system, ticksOfEnded: childUser + childSystem }
  } catch {
    return undefined
  }
}
