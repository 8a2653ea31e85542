import { createReceiver } from '@hookwright/receiver'
import type { ReceiverOptions } from '@hookwright/receiver'

interface Events {
  'order.paid': { body: { data: { id: string } } }
}

export function createPolarReceiver(options: ReceiverOptions<Events>) {
  return createReceiver<Events>(options)
}
