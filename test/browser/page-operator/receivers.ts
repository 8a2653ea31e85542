import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Receivers extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`; each path below it is a receiver. */
  origin: string
  /** What the receiver at a path answers from now on. */
  answer(path: string, status: number): Promise<void>
}

/** Starts receivers in a process of their own. */
export async function startReceivers(): Promise<Receivers> {
  const child = fork(fileURLToPath(new URL('fixtures/receivers.ts', import.meta.url)))
  const [{ port }] = await once(child, 'message')
  return {
    origin: `http://127.0.0.1:${port}`,
    async answer(path, status) {
      const told = once(child, 'message')
      child.send({ path, status })
      await told
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
