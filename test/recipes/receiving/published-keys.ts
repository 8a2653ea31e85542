import { createReceiver } from '@hookwright/receiver'
import { publishedKeys } from '@hookwright/receiver/keys'

export const receive = createReceiver({
  secret: publishedKeys(process.env['SENDER_KEYS_URL'] ?? ''), // { "keys": ["whpk_…"] }
  on: { 'order.created': () => {} },
})
