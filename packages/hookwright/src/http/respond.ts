import type { OperationOptions } from '../operation.ts'
import { encode } from '../schema/encode.ts'
import { describeIssues } from '../schema/validate.ts'

/** A handler returned what its `response` schema refuses: a fault of the server, never shown to the caller. */
class InvalidResponse extends Error {
  override readonly name = 'InvalidResponse'
}

/**
 * Makes the HTTP answer of what a handler returned. A `Response` passes as it is; anything else is checked
 * against `response` where that is declared and sent as JSON with `status`.
 *
 * @throws InvalidResponse
 */
export async function respond(
  returned: unknown,
  options: OperationOptions,
  place: string,
): Promise<Response> {
  if (returned instanceof Response) return returned
  const status = options.status ?? 200
  let value = returned
  if (options.response) {
    const result = await encode(options.response, returned, 'response')
    if (!result.ok) {
      throw new InvalidResponse(
        `The handler of ${place} returned what its response schema refuses.\n${describeIssues(result.issues)}`,
      )
    }
    value = result.value
  }
  if (hasNoBody(status)) return new Response(null, { status })
  return new Response(JSON.stringify(value) ?? 'null', {
    status,
    headers: { 'content-type': 'application/json' },
  })
}

/** Statuses that HTTP (RFC 9110, 15) gives no content. */
export function hasNoBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304
}
