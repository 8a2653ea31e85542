import { createRoute, lazyRouteComponent, Navigate, type AnyRoute } from '@tanstack/react-router'

import { ownRoute, tenantRoute } from './parents.tsx'

/** The subscriber's pages, below a tenant's own world and below that of an operator who looks at a tenant. */
function subscriberRoutes<Parent extends AnyRoute>(parent: Parent, home: string) {
  const getParentRoute = () => parent
  return [
    createRoute({
      getParentRoute,
      path: '/',
      component: function Home() {
        return <Navigate to={home} replace />
      },
    }),
    createRoute({
      getParentRoute,
      path: '/endpoints',
      component: lazyRouteComponent(() => import('../endpoints/list-page.tsx'), 'EndpointsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/endpoints/new',
      component: lazyRouteComponent(() => import('../endpoints/new-page.tsx'), 'NewEndpointPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/endpoints/$endpointId',
      component: lazyRouteComponent(() => import('../endpoints/endpoint-page.tsx'), 'EndpointPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/endpoints/$endpointId/edit',
      component: lazyRouteComponent(() => import('../endpoints/edit-page.tsx'), 'EditEndpointPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/deliveries',
      component: lazyRouteComponent(() => import('../deliveries/list-page.tsx'), 'DeliveriesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/deliveries/$deliveryId',
      component: lazyRouteComponent(() => import('../deliveries/delivery-page.tsx'), 'DeliveryPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/event-types',
      component: lazyRouteComponent(() => import('../event-types/list-page.tsx'), 'EventTypesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/event-types/$eventType',
      component: lazyRouteComponent(() => import('../event-types/event-type-page.tsx'), 'EventTypePage'),
    }),
  ]
}

export const ownRoutes = subscriberRoutes(ownRoute, '/endpoints')
export const tenantRoutes = subscriberRoutes(tenantRoute, '/t/$tenant/endpoints')
