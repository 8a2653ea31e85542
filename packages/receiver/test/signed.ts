import { createReceiver } from '../src/index.ts'
import type { Receiver, ReceiverOptions } from '../src/index.ts'
import { sign } from '../src/sign.ts'
import { headersOf, vectorA } from './vectors.ts'

const { secret, timestamp } = vectorA

/** The time of the vectors, in milliseconds. */
export const vectorTime = timestamp * 1000

/** A genuine request, of vector A's secret and time unless told otherwise. */
export async function signedRequest(
  type: string,
  body: string,
  { id = 'msg_1', key = secret }: { id?: string | undefined; key?: string } = {},
): Promise<Request> {
  const signature = await sign({ id, timestamp, body, secret: key })
  return new Request('https://subscriber.example/webhooks', {
    method: 'POST',
    body,
    headers: { ...headersOf({ id, timestamp, signature }), 'webhook-event-type': type },
  })
}

/** A receiver at the vectors' time that fails loudly. */
export function receiverOf(options: Partial<ReceiverOptions>): Receiver {
  return createReceiver({
    secret,
    on: {},
    now: () => vectorTime,
    onError: (error) => {
      throw error
    },
    ...options,
  })
}
