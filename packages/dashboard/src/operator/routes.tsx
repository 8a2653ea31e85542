import { createRoute, lazyRouteComponent } from '@tanstack/react-router'

import { operatorRoute } from '../shell/parents.tsx'

const getParentRoute = () => operatorRoute

/** The operator's pages, below `/operator`. */
export const operatorRoutes = [
  createRoute({
    getParentRoute,
    path: '/',
    component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/endpoints',
    component: lazyRouteComponent(() => import('./endpoints-page.tsx'), 'OperatorEndpointsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/tenants',
    component: lazyRouteComponent(() => import('./tenants-page.tsx'), 'TenantsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/messages',
    component: lazyRouteComponent(() => import('./message-page.tsx'), 'FindMessagePage'),
  }),
]
