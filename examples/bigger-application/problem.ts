import { z } from 'zod'

/** What an `HttpError` is answered as. */
export const Problem = z.object({ detail: z.string() }).meta({ id: 'Problem' })
