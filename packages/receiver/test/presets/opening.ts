import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import { createReceiver } from '../../src/index.ts'
import type { ReceiverOptions, WebhookEvent } from '../../src/index.ts'
import type { Scheme } from '../../src/presets.ts'

export const nowSeconds = 1_531_420_618

/** The HMAC of a sender, by other code than ours. */
export function hmacOf(secret: string, content: string, encoding: 'hex' | 'base64' = 'hex'): string {
  return createHmac('sha256', secret).update(content).digest(encoding)
}

/** What becomes of a request: the answer, and the event that the fallback got. */
export async function receive(
  secret: Scheme,
  headers: Record<string, string>,
  body: string,
  options: Partial<ReceiverOptions> = {},
) {
  const events: WebhookEvent<string | undefined>[] = []
  const receiver = createReceiver({
    secret,
    on: {},
    fallback: (event) => void events.push(event),
    now: () => nowSeconds * 1000,
    ...options,
  })
  const request = new Request('https://subscriber.example/webhooks', { method: 'POST', headers, body })
  const response = await receiver(request)
  const text = await response.text()
  const answer: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, answer, event: events[0] }
}

export function refused(status: number, code: string) {
  return expect.objectContaining({
    status,
    answer: { error: { code, message: expect.any(String) } },
    event: undefined,
  })
}
