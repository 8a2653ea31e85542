import { z } from 'zod'

import { HttpError } from '../http/errors.ts'
import { Router } from '../router.ts'

export const probesTag = {
  name: 'Probes',
  description: 'Whether the process is up, and may be sent requests.',
}

/** Why a gateway takes no requests now; null where it does. */
export type WhyNotReady = () => Promise<string | null>

const refusal = z.object({ detail: z.string() }).meta({ id: 'NotReady' })

/** For whoever starts, watches and stops the process. Open to all: they tell nothing of what is in it. */
export function probeRoutes(whyNotReady: WhyNotReady): Router {
  const router = new Router({ tags: [probesTag.name] })
  router.get(
    '/healthz',
    {
      operationId: 'readHealth',
      summary: 'Tell whether the process is up',
      response: z.object({ status: z.literal('up') }),
    },
    () => ({ status: 'up' as const }),
  )

  router.get(
    '/readyz',
    {
      operationId: 'readReadiness',
      summary: 'Tell whether requests may be sent here',
      description: 'The document is loaded, the database answers, and the process is not about to stop.',
      response: z.object({ status: z.literal('ready') }),
      responses: { 503: { description: 'Not now', schema: refusal } },
    },
    async () => {
      const why = await whyNotReady()
      if (why !== null) throw new HttpError(503, why)
      return { status: 'ready' as const }
    },
  )
  return router
}
