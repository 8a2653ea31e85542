/** One way in which what is signed may have been put together. */
export interface ContentVariant {
  prefix: string
  /** What is wrong with it; undefined for the right one. */
  mistake?: string
}

/** `id.timestamp.` before the body, as Standard Webhooks has it, and what senders do instead. */
export function contentVariants(id: string, timestamp: string): ContentVariant[] {
  return [
    { prefix: `${id}.${timestamp}.` },
    { prefix: '', mistake: 'the body alone was signed; it must be id.timestamp.body' },
    {
      prefix: `${timestamp}.`,
      mistake: 'timestamp.body was signed, without the id; it must be id.timestamp.body',
    },
    { prefix: `${id}.`, mistake: 'id.body was signed, without the timestamp; it must be id.timestamp.body' },
    { prefix: `${timestamp}.${id}.`, mistake: 'timestamp.id.body was signed; it must be id.timestamp.body' },
    { prefix: `${id}${timestamp}`, mistake: 'id, timestamp and body were signed without dots between them' },
    {
      prefix: `${id}.${timestamp}000.`,
      mistake: 'the timestamp was signed in milliseconds; it must be in seconds',
    },
    {
      prefix: `v0:${timestamp}:`,
      mistake: 'v0:timestamp:body was signed, as Slack does; it must be id.timestamp.body',
    },
  ]
}
