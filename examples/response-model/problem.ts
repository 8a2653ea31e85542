import { z } from 'zod'

const Problem = z.object({ detail: z.string() }).meta({ id: 'Problem' })

export const notFound = { 404: { description: 'There is no such thing.', schema: Problem } }
