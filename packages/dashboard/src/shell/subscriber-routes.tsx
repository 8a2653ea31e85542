import { createRoute, lazyRouteComponent, Navigate, type AnyRoute } from '@tanstack/react-router'

import { ownRoute, tenantRoute } from './parents.tsx'

/** The subscriber's pages, below a tenant's own world and below that of an operator who looks at a tenant. */
function subscriberRoutes<Parent extends AnyRoute>(parent: Parent, base: string) {
  const getParentRoute = () => parent
  return [
    createRoute({
      getParentRoute,
      path: '/',
      component: function Home() {
        return <Navigate to={`${base}/endpoints`} replace />
      },
    }),
    createRoute({
      getParentRoute,
      path: '/endpoints',
      component: lazyRouteComponent(() => import('../endpoints/list-page.tsx'), 'EndpointsPage'),
    }),
  ]
}

export const ownRoutes = subscriberRoutes(ownRoute, '')
export const tenantRoutes = subscriberRoutes(tenantRoute, '/t/$tenant')
