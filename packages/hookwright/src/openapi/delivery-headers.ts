import { eventTypeHeader, idHeader, signatureHeader, timestampHeader } from '@hookwright/receiver'

import type { JsonSchema } from '../schema/schema.ts'

/** The headers that Standard Webhooks 1.0 puts on every delivery: `components.parameters` of the document. */
export const signatureHeaders: { readonly [component: string]: JsonSchema } = {
  WebhookId: {
    name: idHeader,
    in: 'header',
    required: true,
    description: 'Identifies the message. The same on every retry: use it to recognise duplicates.',
    schema: { type: 'string', examples: ['msg_01KDVWQ3ZK8M7E2J4T5R6N9PXA'] },
  },
  WebhookTimestamp: {
    name: timestampHeader,
    in: 'header',
    required: true,
    description:
      'When this attempt was made, in seconds since the Unix epoch. Refuse what is over 5 minutes off.',
    schema: { type: 'string', pattern: '^[0-9]+$', examples: ['1767225600'] },
  },
  WebhookSignature: {
    name: signatureHeader,
    in: 'header',
    required: true,
    description:
      'One or more signatures of `{webhook-id}.{webhook-timestamp}.{body}` separated by spaces, each the base64 ' +
      'of an HMAC-SHA256 keyed with the endpoint’s secret after `v1,`, or of an Ed25519 signature that the ' +
      'endpoint’s public key verifies after `v1a,` (Standard Webhooks 1.0).',
    schema: { type: 'string', examples: ['v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4='] },
  },
}

/** The header parameters of one delivered webhook: the common ones, and ours, which tells one webhook from another. */
export function deliveryHeaders(eventType: string): JsonSchema[] {
  const references = Object.keys(signatureHeaders).map((name) => ({
    $ref: `#/components/parameters/${name}`,
  }))
  return [
    ...references,
    {
      name: eventTypeHeader,
      in: 'header',
      required: true,
      description: 'The event type.',
      schema: { type: 'string', const: eventType },
    },
  ]
}
