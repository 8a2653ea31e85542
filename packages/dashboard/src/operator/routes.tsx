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
]
