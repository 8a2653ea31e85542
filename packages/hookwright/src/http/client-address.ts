/** By request, as the server underneath knows it. */
const addresses = new WeakMap<Request, string>()

/** Notes the network address that a request came from: that of the last proxy, where there is one. */
export function noteAddress(request: Request, address: string | undefined): Request {
  if (address !== undefined) addresses.set(request, address)
  return request
}

/** Undefined where the server does not tell. */
export function addressOf(request: Request): string | undefined {
  return addresses.get(request)
}
