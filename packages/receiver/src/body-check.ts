import { validate } from './json-schema.ts'
import type { Mismatch, ValidationSchema } from './json-schema.ts'

/** The schemas of bodies by event type, and the types that they refer to as `#/types/…`. */
export interface BodySchemas {
  readonly bodies: { readonly [eventType: string]: ValidationSchema }
  readonly types: { readonly [name: string]: ValidationSchema }
}

/** What a check looks at: any event of a receiver. */
export interface CheckedEvent {
  type: string | undefined
  body: unknown
}

/** How many different mismatches are told; a sender may have changed everything at once. */
const mostTold = 1_000

/**
 * For the option `check` of `createReceiver`: says where bodies differ from their schemas, each kind of difference
 * once, and lets the events be handled all the same. What breaks no reader is passed over: properties that the
 * schema does not know, formats. Says it on the console by default.
 */
export function warnOfMismatches(
  schemas: BodySchemas,
  warn: (message: string) => void = console.warn,
): (event: CheckedEvent) => undefined {
  const told = new Set<string>()
  return ({ type, body }) => {
    for (const { path, message } of mismatchesOf({ type, body }, schemas, true)) {
      const text = `The event ${type} differs from its schema: ${path.replaceAll(/\/\d+(?=\/|$)/g, '/*') || 'the body'} ${message}.`
      if (told.has(text) || told.size >= mostTold) continue
      told.add(text)
      warn(text)
    }
  }
}

/**
 * For the option `check` of `createReceiver`: answers events whose body differs from its schema in any way with 422
 * and `{ "error": { "code": "body_mismatch", "message" } }`, so that no handler gets them and the sender tries again.
 */
export function refuseMismatches(schemas: BodySchemas): (event: CheckedEvent) => Response | undefined {
  return (event) => {
    const found = mismatchesOf(event, schemas, false)
    if (found.length === 0) return undefined
    const list = found.slice(0, 10).map(({ path, message }) => `${path || 'the body'} ${message}`)
    const error = { code: 'body_mismatch', message: `The body differs from its schema: ${list.join('; ')}.` }
    return Response.json({ error }, { status: 422 })
  }
}

function mismatchesOf({ type, body }: CheckedEvent, schemas: BodySchemas, lenient: boolean): Mismatch[] {
  if (type === undefined || !Object.hasOwn(schemas.bodies, type)) return []
  return validate(body, schemas.bodies[type] ?? true, { root: schemas, lenient })
}
