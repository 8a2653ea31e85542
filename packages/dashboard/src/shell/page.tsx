import { CSPProvider } from '@base-ui/react/csp-provider'
import { Tooltip } from '@base-ui/react/tooltip'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { Activity, useEffect, useRef } from 'react'

import { ApiError } from '../api/errors.ts'
import { ToastProvider } from '../parts/toast.tsx'
import { useSessionState } from '../session/session.ts'
import { SignIn } from '../session/sign-in.tsx'
import { router } from './router.tsx'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server has refused it refuses again.
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
})

/** Everything: who is not signed in sees the sign-in only. */
export function Page() {
  const state = useSessionState()
  const hasExpired = useRef(false)
  useEffect(() => {
    // The next one to sign in here must not see what this one saw.
    if (state.kind === 'signed_out') queries.clear()
    else if (state.kind === 'signed_in') document.title = `Webhooks · ${state.session.title}`
    // What was asked in between was refused.
    if (state.kind === 'signed_in' && hasExpired.current) void queries.invalidateQueries()
    hasExpired.current = state.kind === 'expired'
  }, [state])

  if (state.kind === 'unknown')
    return (
      <p className="loading" role="status">
        Loading…
      </p>
    )
  if (state.kind === 'signed_out') return <SignIn reason={state.reason} />
  return (
    <>
      {state.kind === 'expired' && <SignIn reason={endedWords} />}
      {/* Neither seen nor at work, but with all that was typed into it. */}
      <Activity mode={state.kind === 'expired' ? 'hidden' : 'visible'}>
        <CSPProvider disableStyleElements>
          <QueryClientProvider client={queries}>
            <Tooltip.Provider delay={300}>
              <ToastProvider>
                <RouterProvider router={router} />
              </ToastProvider>
            </Tooltip.Provider>
          </QueryClientProvider>
        </CSPProvider>
      </Activity>
    </>
  )
}

const endedWords =
  'Your session has ended. Sign in here, or by a new link in another tab and come back: what you typed is kept.'
