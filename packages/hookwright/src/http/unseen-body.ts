/**
 * Reads the body of a request from the server itself. The bytes are lent: memory beside them holds other requests.
 * Undefined where somebody has begun to read it meanwhile.
 */
export type TakeBody = () => Promise<Uint8Array> | undefined

const offered = Symbol('takeBody')

interface Offering extends Request {
  [offered]?: TakeBody
}

/** Says how the body can be had at less cost than by the request, which `take` is to leave as one that was read. */
export function offerBody(request: Offering, take: TakeBody): void {
  request[offered] = take
}

/** Only for requests that nobody has seen yet, who may have cloned them. Undefined where the server offers nothing. */
export function takeBody(request: Offering): Promise<Uint8Array> | undefined {
  return request[offered]?.()
}
