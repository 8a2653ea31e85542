import { Field as Base } from '@base-ui/react/field'
import { useId, type ComponentProps, type ReactNode } from 'react'

interface Framing {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong with it, as the server or the form says. */
  error?: string | undefined
}

/** A text field with its label, hint and error, all of which are told together. */
export function Field({
  label,
  hint,
  error,
  multiline = false,
  onValueChange,
  ...rest
}: Framing &
  Omit<ComponentProps<typeof Base.Control>, 'onValueChange' | 'className' | 'render'> & {
    multiline?: boolean
    onValueChange: (value: string) => void
  }) {
  return (
    <Base.Root className="field" invalid={error !== undefined}>
      <Base.Label className="field-label">{label}</Base.Label>
      <Base.Control
        {...rest}
        className="input"
        onValueChange={(value) => onValueChange(value)}
        {...(multiline && { render: <textarea /> })}
      />
      {hint !== undefined && <Base.Description className="field-hint">{hint}</Base.Description>}
      {error !== undefined && (
        <Base.Error className="field-error" match>
          {error}
        </Base.Error>
      )}
    </Base.Root>
  )
}

/** One of a few: the browser's own, which every keyboard and phone knows. */
export function Select<Value extends string>({
  label,
  hint,
  error,
  value,
  options,
  onValueChange,
  isLabelHidden = false,
  ...rest
}: Framing & {
  value: Value
  options: readonly { value: Value; label: string }[]
  onValueChange: (value: Value) => void
  isLabelHidden?: boolean
} & Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'className'>) {
  const id = useId()
  return (
    <div className="field">
      <label className={isLabelHidden ? 'visually-hidden' : 'field-label'} htmlFor={id}>
        {label}
      </label>
      <select
        {...rest}
        id={id}
        className="input"
        value={value}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={`${id}-hint ${id}-error`}
        onChange={({ target }) => {
          const chosen = options.find((option) => option.value === target.value)
          if (chosen) onValueChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  )
}

export function Check({
  label,
  hint,
  isChecked,
  onCheckedChange,
}: {
  label: ReactNode
  hint?: ReactNode
  isChecked: boolean
  onCheckedChange: (isChecked: boolean) => void
}) {
  const id = useId()
  return (
    <div className="check">
      <input
        type="checkbox"
        id={id}
        checked={isChecked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ target }) => onCheckedChange(target.checked)}
      />
      <div>
        <label htmlFor={id}>{label}</label>
        {hint !== undefined && (
          <p className="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}
