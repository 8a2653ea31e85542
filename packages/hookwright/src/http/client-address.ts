/** On the request itself: a WeakMap of all that are under way costs the collector of garbage more than the answer. */
const noted = Symbol('address')

interface Noted extends Request {
  [noted]?: string
}

/** Notes the network address that a request came from: that of the last proxy, where there is one. */
export function noteAddress(request: Noted, address: string | undefined): Request {
  if (address !== undefined) request[noted] = address
  return request
}

/** As the server underneath knows it; undefined where that does not tell. */
export function addressOf(request: Noted): string | undefined {
  return request[noted]
}
