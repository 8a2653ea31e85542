import { startChild } from '../child.ts'

export interface ReceiverPlace extends AsyncDisposable {
  /** Answers 204 to everything, and knows nothing else. */
  bare: string
  /** Notes when what came had been sent, but not below `/quick`; below `/hang` it never answers. */
  timed: string
  pid: number
}

/** In a process of its own. */
export async function startReceiver(): Promise<ReceiverPlace> {
  const child = startChild('receiver.ts', {})
  const ports: { bare: number; timed: number } = JSON.parse(await child.printed('listening '))
  return {
    bare: `http://127.0.0.1:${ports.bare}`,
    timed: `http://127.0.0.1:${ports.timed}`,
    pid: child.pid,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
