/** Which page an address shows; each is loaded when it is first opened. */
import { createHashHistory, createRouter } from '@tanstack/react-router'

import { operatorRoutes } from '../operator/routes.tsx'
import { ErrorPage, LoadingPage, NotFoundPage } from './outcomes.tsx'
import { operatorRoute, ownRoute, rootRoute, tenantRoute } from './parents.tsx'
import { ownRoutes, tenantRoutes } from './subscriber-routes.tsx'

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    ownRoute.addChildren(ownRoutes),
    tenantRoute.addChildren(tenantRoutes),
    operatorRoute.addChildren(operatorRoutes),
  ]),
  history: createHashHistory(),
  scrollRestoration: false,
  // Texts as they are: by default `?tenant=1e5` would be a number.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(
      Object.entries(search).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
    ).toString()
    return text === '' ? '' : `?${text}`
  },
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: LoadingPage,
})
