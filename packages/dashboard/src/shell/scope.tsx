/** On whose behalf the subscriber's pages act: one's own tenant, or the one that an operator looks at. */
import { createContext, useContext, useMemo, type ReactNode } from 'react'

import { createApi, type Api } from '../api/client.ts'

export interface Scope {
  /** The tenant that an operator looks at; null for a tenant's own session. */
  tenant: string | null
  api: Api
  /** Where a page of this scope is: `href('/endpoints')`. */
  href: (path: string) => string
  /** The key of what was asked: `key('endpoints')`. One tenant's answers are never shown as another's. */
  key: (...parts: readonly unknown[]) => readonly unknown[]
}

const ScopeContext = createContext<Scope | null>(null)

export function ScopeProvider({ tenant, children }: { tenant: string | null; children: ReactNode }) {
  const scope = useMemo<Scope>(() => {
    const base = tenant === null ? '' : `/t/${encodeURIComponent(tenant)}`
    return {
      tenant,
      api: createApi(tenant),
      href: (path) => `#${base}${path}`,
      key: (...parts) => ['tenant', tenant, ...parts],
    }
  }, [tenant])
  return <ScopeContext value={scope}>{children}</ScopeContext>
}

export function useScope(): Scope {
  const scope = useContext(ScopeContext)
  if (scope === null) throw new Error('A page of a tenant is drawn outside of a scope')
  return scope
}
