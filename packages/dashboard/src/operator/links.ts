/** The operator's pages, as the navigation names them. */
export const operatorLinks: readonly { path: string; label: string }[] = [
  { path: '/operator', label: 'Overview' },
  { path: '/operator/endpoints', label: 'Endpoints' },
  { path: '/operator/tenants', label: 'Tenants' },
  { path: '/operator/messages', label: 'Find a message' },
]

/** A page of a tenant, as the operator sees it: `ofTenant('acme', '/endpoints')`. */
export function ofTenant(tenant: string, path: string): string {
  return `#/t/${encodeURIComponent(tenant)}${path}`
}

/** The endpoints of all tenants, or some of them. */
export function endpointsLink(filter: { health?: string; tenant?: string }): string {
  return `#/operator/endpoints?${new URLSearchParams(filter)}`
}
