import { bytes, integer, text } from './columns.ts'
import type { Row } from './columns.ts'
import type { EnqueueResult, NewMessage } from './store.ts'

/** What it means for a message that an earlier one, this row, has its idempotency key. */
export function comparedWith(
  earlier: Row,
  { eventType, body }: Pick<NewMessage, 'eventType' | 'body'>,
): EnqueueResult {
  const messageId = text(earlier, 'id')
  const isSame =
    text(earlier, 'event_type') === eventType && Buffer.compare(bytes(earlier, 'body'), body) === 0
  return isSame
    ? { status: 'duplicate', messageId, deliveries: integer(earlier, 'deliveries') }
    : { status: 'conflict', messageId }
}
