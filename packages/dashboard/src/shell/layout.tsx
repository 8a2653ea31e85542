import { useLocation } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'

import { Button } from '../parts/button.tsx'
import { tellProblem } from '../parts/toast.tsx'
import { operatorLinks } from '../operator/links.ts'
import { signOut, useSession } from '../session/session.ts'
import { ThemeSwitch } from './theme-switch.tsx'

const tenantLinks = [
  { path: '/endpoints', label: 'Endpoints' },
  { path: '/deliveries', label: 'Deliveries' },
  { path: '/event-types', label: 'Event types' },
] as const

/** The frame of every page: whose webhooks, where to go, and out. */
export function Layout({
  world,
  tenant,
  children,
}: {
  world: 'tenant' | 'operator'
  /** Whom an operator looks at. */
  tenant?: string
  children: ReactNode
}) {
  const session = useSession()
  const { pathname } = useLocation()
  useEffect(() => {
    // In braces, since browsers have begun to return something here.
    window.scrollTo(0, 0)
  }, [pathname])
  const base = tenant === undefined ? '' : `/t/${encodeURIComponent(tenant)}`
  const links =
    world === 'operator'
      ? operatorLinks
      : tenantLinks.map(({ path, label }) => ({ path: `${base}${path}`, label }))

  return (
    <>
      <a className="skip" href="#main" onClick={skipToMain}>
        Skip to the content
      </a>
      <header className="top">
        <div className="top-row">
          <a className="top-title" href="#/">
            <strong>{session.title}</strong> <span>webhooks</span>
          </a>
          <div className="top-end">
            <ThemeSwitch />
            {/* Who is signed in by the site around us signs out there. */}
            {session.csrfToken !== null && (
              <Button kind="quiet" onClick={() => void signOut().catch(tellProblem)}>
                Sign out
              </Button>
            )}
          </div>
        </div>
        {tenant !== undefined && (
          <p className="top-tenant">
            <a href="#/operator">Operator</a> <span aria-hidden="true">/</span> <span>tenant {tenant}</span>
          </p>
        )}
        <nav className="top-nav" aria-label="Pages">
          {links.map(({ path, label }) => (
            <a key={path} href={`#${path}`} aria-current={isWithin(pathname, path) ? 'page' : undefined}>
              {label}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

/** The hash is the router's: a link to `#main` would leave the page. */
function skipToMain(event: { preventDefault: () => void }) {
  event.preventDefault()
  document.getElementById('main')?.focus()
}

function isWithin(pathname: string, path: string): boolean {
  if (path === '/operator') return pathname === path || pathname === `${path}/`
  const [place, link] = [decoded(pathname), decoded(path)]
  return place === link || place.startsWith(`${link}/`)
}

/** Addresses are typed, too, and cut off. */
function decoded(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
