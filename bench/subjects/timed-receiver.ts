import { setTimeout as pause } from 'node:timers/promises'

/** Milliseconds from a message's being handed to `send` to its request's arrival, of all since last asked. */
export interface Latencies {
  count: number
  p50: number
  p99: number
}

/** What the receiver has noted, once as many have arrived, or no more do. */
export async function readLatencies(timed: string, { atLeast }: { atLeast: number }): Promise<Latencies> {
  const url = `${timed}/arrived`
  for (let tries = 0; tries < 100; tries++) {
    if (Number(await (await fetch(url)).text()) >= atLeast) break
    await pause(50)
  }
  return JSON.parse(await (await fetch(`${timed}/latencies`)).text())
}

/** A body that says when it was sent, by the clock that all processes of a machine share. */
export const stamped = () => ({ sentAt: String(process.hrtime.bigint()), text: 'x'.repeat(980) })
