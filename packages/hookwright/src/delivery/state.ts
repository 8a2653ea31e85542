/**
 * The states of a delivery, and the only moves between them. The database CHECKs the names, and
 * docs/state-machine.md draws the moves.
 *
 * `pending` waits until it is due (for its first attempt or for a retry); `leased` is in a worker's
 * hands until the lease ends; the other three are ends. A lease that runs out makes the delivery
 * claimable again, with a new fencing token, so that what the old worker still records is refused.
 */
export const deliveryStates = ['pending', 'leased', 'succeeded', 'failed', 'canceled'] as const

export type DeliveryState = (typeof deliveryStates)[number]

export const moves: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  pending: ['leased', 'canceled'],
  leased: ['leased', 'pending', 'succeeded', 'failed', 'canceled'],
  succeeded: [],
  failed: [],
  canceled: [],
}
