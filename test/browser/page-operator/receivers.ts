import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Receivers extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`; each path below it is a receiver. */
  origin: string
  /** What the receiver at a path answers from now on. */
  answer(path: string, status: number): Promise<void>
  /** How many requests came, to all of them. */
  count(): Promise<number>
}

/** Starts receivers in a process of their own. */
export async function startReceivers(): Promise<Receivers> {
  const child = fork(fileURLToPath(new URL('fixtures/receivers.ts', import.meta.url)))
  const [{ port }] = await once(child, 'message')
  async function tell(message: { path?: string; status?: number }): Promise<number> {
    const told = once(child, 'message')
    child.send(message)
    const [{ answered }] = await told
    return answered
  }
  return {
    origin: `http://127.0.0.1:${port}`,
    async answer(path, status) {
      await tell({ path, status })
    },
    count: () => tell({}),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
