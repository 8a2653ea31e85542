import { setTimeout as real } from 'node:timers/promises'

/** Waits, in real time, for something that real sockets or a real database are about to bring about. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 2_000; tries++) {
    if (await holds()) return
    await real(5)
  }
  throw new Error(`Waited in vain until ${what}.`)
}

/** As `until`, letting the time of a fake clock pass meanwhile. */
export function untilAfter(
  clock: { advance(ms: number): void },
  stepMs: number,
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  return until(what, async () => {
    if (await holds()) return true
    clock.advance(stepMs)
    return false
  })
}
