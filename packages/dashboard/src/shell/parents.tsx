/** The three worlds of the page: a tenant's own, a tenant's as an operator sees it, and the operator's. */
import { createRootRoute, createRoute, Navigate, Outlet } from '@tanstack/react-router'

import { useSession } from '../session/session.ts'
import { Layout } from './layout.tsx'
import { ForOperatorsOnly } from './outcomes.tsx'
import { ScopeProvider } from './scope.tsx'

export const rootRoute = createRootRoute({ component: Outlet })

export const ownRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'own',
  component: function Own() {
    const { role } = useSession()
    // An operator has no endpoints of their own.
    if (role === 'operator') return <Navigate to="/operator" replace />
    return (
      <ScopeProvider tenant={null}>
        <Layout world="tenant">
          <Outlet />
        </Layout>
      </ScopeProvider>
    )
  },
})

export const tenantRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/t/$tenant',
  component: function OfTenant() {
    const { tenant } = tenantRoute.useParams()
    return (
      <ScopeProvider tenant={tenant} key={tenant}>
        <Layout world="tenant" tenant={tenant}>
          <Outlet />
        </Layout>
      </ScopeProvider>
    )
  },
})

export const operatorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/operator',
  component: function Operator() {
    const { role } = useSession()
    if (role !== 'operator') {
      return (
        <ScopeProvider tenant={null}>
          <Layout world="tenant">
            <ForOperatorsOnly />
          </Layout>
        </ScopeProvider>
      )
    }
    return (
      <Layout world="operator">
        <Outlet />
      </Layout>
    )
  },
})
