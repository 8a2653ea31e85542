import type { ComponentProps } from 'react'

export type ButtonKind = 'plain' | 'primary' | 'danger' | 'danger-strong' | 'quiet'

interface ButtonProps extends ComponentProps<'button'> {
  kind?: ButtonKind
  /** While what it does is under way: it cannot be pressed again. */
  isBusy?: boolean
}

export function Button({
  kind = 'plain',
  isBusy = false,
  type = 'button',
  disabled,
  className,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={`button ${className ?? ''}`}
      data-kind={kind}
      disabled={disabled === true || isBusy}
      aria-busy={isBusy || undefined}
    />
  )
}

/** A link that looks like a button. */
export function ButtonLink({
  kind = 'plain',
  className,
  ...rest
}: ComponentProps<'a'> & { kind?: ButtonKind }) {
  return <a {...rest} className={`button ${className ?? ''}`} data-kind={kind} />
}
