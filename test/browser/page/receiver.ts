import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Answer {
  status: number
  body: string
  contentType?: string
}

export interface Received {
  headers: Record<string, string>
  body: string
  /** Whether each of the secrets verifies it. */
  verified: boolean[]
}

export interface Receiver extends AsyncDisposable {
  url: string
  /** Every request up to now. */
  received: Received[]
  /** What it answers from now on. */
  answer(answer: Answer): Promise<void>
  /** What it tries to verify requests with from now on. */
  keep(...secrets: string[]): Promise<void>
}

/** Starts a subscriber's receiver in a process of its own. */
export async function startReceiver(): Promise<Receiver> {
  const child = fork(fileURLToPath(new URL('fixtures/receiver.ts', import.meta.url)))
  const [{ port }] = await once(child, 'message')
  const received: Received[] = []
  const waiting: (() => void)[] = []
  child.on('message', (told: { received?: Received }) => {
    if (told.received) received.push(told.received)
    else waiting.shift()?.()
  })
  const tell = async (what: object) => {
    const told = new Promise<void>((resolve) => waiting.push(resolve))
    child.send(what)
    await told
  }
  return {
    url: `http://127.0.0.1:${port}/webhooks`,
    received,
    answer: (answer) => tell({ answer }),
    keep: (...secrets) => tell({ secrets }),
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}
