import { Toast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'

import { wordsOf } from '../api/errors.ts'
import { Button } from './button.tsx'
import type { Tone } from './notice.tsx'

const toasts = Toast.createToastManager()

/** Says in a corner what has been done; it goes by itself. */
export function tell(text: string, tone: Tone = 'good'): void {
  toasts.add({ description: text, type: tone, priority: tone === 'bad' ? 'high' : 'low' })
}

/** Says what went wrong with something that has no place of its own to say it. */
export function tellProblem(error: unknown): void {
  tell(wordsOf(error), 'bad')
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Toast.Provider toastManager={toasts} timeout={6_000}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Toasts() {
  return Toast.useToastManager().toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast" data-tone={toast.type}>
      <Toast.Description />
      <Toast.Close aria-label="Close" render={<Button kind="quiet">✕</Button>} />
    </Toast.Root>
  ))
}
