/** What states and outcomes mean, in words for people. */
import type { View } from '../api/client.ts'

export type Delivery = View<'WebhookDelivery'>
export type Attempt = View<'WebhookAttempt'>
export type DeliveryState = Delivery['state']
export type Outcome = Attempt['outcome']

export const outcomeWords: Readonly<Record<Outcome, { name: string; cure: string }>> = {
  succeeded: { name: 'Succeeded', cure: 'The receiver answered with a status from 200 to 299.' },
  redirected: {
    name: 'Redirected',
    cure: 'Redirects are not followed. Register the URL that it points to.',
  },
  gone: {
    name: 'Gone',
    cure: 'The receiver answered 410, which says that it wants no more: the endpoint was disabled.',
  },
  throttled: {
    name: 'Throttled',
    cure: 'The receiver is overloaded. The endpoint was paused; what is to be delivered waits.',
  },
  rejected: {
    name: 'Rejected',
    cure: 'The receiver refused the request. Look at what it answered: a wrong secret and a wrong path are usual.',
  },
  server_error: {
    name: 'Server error',
    cure: 'The receiver failed. Look at what it answered, and at its log.',
  },
  timed_out: {
    name: 'Timed out',
    cure: 'No whole answer came in time. Answer first, and do the work afterwards.',
  },
  unresolved: {
    name: 'Host not found',
    cure: 'The host name of the URL is not in the DNS. Look for a misspelling.',
  },
  unreachable: {
    name: 'Not reachable',
    cure: 'No connection was made. Look whether the receiver runs, and at its firewall and certificate.',
  },
  interrupted: { name: 'Interrupted', cure: 'The connection broke before the answer was whole.' },
  blocked: {
    name: 'Blocked',
    cure: 'Nothing was sent, because the URL points to where this API may not call, or nothing can sign.',
  },
}

export function isFinished({ state }: Pick<Delivery, 'state'>): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'canceled'
}
