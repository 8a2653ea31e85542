import { setTimeout as real } from 'node:timers/promises'

/** Waits, in real time, for what other processes are about to bring about. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 45_000; performance.now() < end; await real(20))
    if (await holds()) return
  throw new Error(`Waited in vain until ${what}.`)
}
