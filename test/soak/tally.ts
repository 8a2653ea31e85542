import { z } from 'zod'

/** What the receiver has counted. */
export const Tally = z.object({
  requests: z.int(),
  /** Messages at endpoints that were answered with 2xx at least once. */
  received: z.int(),
  /** Further 2xx answers. */
  duplicates: z.int(),
  /** Requests whose signature, body or id is not what it must be. */
  wrong: z.int(),
  /** Requests that the seed said to fail or delay. */
  faults: z.int(),
  /** The first messages that are not received. */
  missing: z.array(z.string()),
})

export type Tally = z.infer<typeof Tally>
