import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog as Base } from '@base-ui/react/dialog'
import { useState, type ReactNode } from 'react'

import { Button } from './button.tsx'
import { Problem } from './notice.tsx'

interface DialogProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  size?: 'usual' | 'wide'
  children: ReactNode
}

/** Over the page, until it is closed or left with Escape. */
export function Dialog({ isOpen, onOpenChange, title, size = 'usual', children }: DialogProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="backdrop" />
        <Base.Popup className="dialog" data-size={size}>
          <Base.Title render={<h2 />}>{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

export function DialogEnd({ children }: { children: ReactNode }) {
  return <div className="dialog-end">{children}</div>
}

interface ConfirmDialogProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  title: string
  /** What will happen. */
  children: ReactNode
  /** What the button says that does it. */
  action: string
  kind?: 'primary' | 'danger-strong'
  /** It closes when this has succeeded, and says why where it has not. */
  onConfirm: () => Promise<unknown>
}

/** Asks before something that cannot be taken back; a click beside it does not answer. */
export function ConfirmDialog({
  isOpen,
  onOpenChange,
  title,
  children,
  action,
  kind = 'danger-strong',
  onConfirm,
}: ConfirmDialogProps) {
  const [error, setError] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  async function confirm() {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      onOpenChange(false)
    } catch (problem) {
      setError(problem)
    } finally {
      setBusy(false)
    }
  }
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title render={<h2 />}>{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />}>{children}</AlertDialog.Description>
          <Problem error={error} />
          <DialogEnd>
            <AlertDialog.Close render={<Button>Leave it</Button>} />
            <Button kind={kind} isBusy={isBusy} onClick={() => void confirm()}>
              {action}
            </Button>
          </DialogEnd>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
