import { Field } from './field.tsx'

/** A moment, to the minute, in the viewer's zone; without one, undefined. */
export function InstantField({
  label,
  value,
  error,
  hint,
  onValueChange,
}: {
  label: string
  /** An ISO text. */
  value: string | undefined
  error?: string | undefined
  hint?: string
  onValueChange: (value: string | undefined) => void
}) {
  return (
    <Field
      type="datetime-local"
      label={label}
      error={error}
      {...(hint !== undefined && { hint })}
      value={value === undefined ? '' : local(new Date(value))}
      onValueChange={(text) => {
        const date = new Date(text)
        onValueChange(Number.isNaN(date.getTime()) ? undefined : date.toISOString())
      }}
    />
  )
}

/** As such an input wants it: `2026-01-31T12:00`. */
function local(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
