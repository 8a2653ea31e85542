/** An answer that is one of several things. */
import { HttpError, Router } from 'hookwright'
import { z } from 'zod'

import { notFound } from './problem.ts'

const Car = z.object({ type: z.literal('car'), description: z.string() }).meta({ id: 'Car' })

const Plane = z
  .object({ type: z.literal('plane'), description: z.string(), size: z.int() })
  .meta({ id: 'Plane' })

const Vehicle = z.discriminatedUnion('type', [Car, Plane]).meta({ id: 'Vehicle' })

const known = new Map<string, z.output<typeof Vehicle>>([
  ['beetle', { type: 'car', description: 'Small, and slow' }],
  ['glider', { type: 'plane', description: 'Without an engine', size: 1 }],
])

export const vehicles = new Router()

vehicles.get(
  '/vehicles/{name}',
  { response: Vehicle, responses: notFound, summary: 'Read a vehicle' },
  ({ params: { name } }) => {
    const found = known.get(name)
    if (!found) throw new HttpError(404, `There is no vehicle ${name}`)
    return found
  },
)
