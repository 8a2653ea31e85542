import { Button } from '../parts/button.tsx'
import { Check, Field, Select } from '../parts/field.tsx'
import type { EndpointDraft, HeaderDraft } from './draft.ts'

/** What most need not touch. */
export function AdvancedFields({
  draft,
  isNew,
  headerNames,
  mistakes,
  onChange,
}: {
  draft: EndpointDraft
  isNew: boolean
  headerNames: readonly string[]
  mistakes: Readonly<Record<string, string>>
  onChange: (change: Partial<EndpointDraft>) => void
}) {
  return (
    <details className="card advanced">
      <summary className="card-head">
        Advanced: headers, limits, order, channels{isNew ? ', signature' : ''}
      </summary>
      <div className="card-body stack">
        <HeaderFields
          headers={draft.headers}
          headerNames={headerNames}
          error={mistakes['headers']}
          onChange={(headers) => onChange({ headers })}
        />
        <div className="columns">
          <Field
            label="Requests a second, at most"
            inputMode="decimal"
            hint="Empty for no limit."
            value={draft.ratePerSecond}
            error={mistakes['ratePerSecond']}
            onValueChange={(ratePerSecond) => onChange({ ratePerSecond })}
          />
          <Field
            label="Requests at once, at most"
            inputMode="numeric"
            hint="Empty for no limit."
            value={draft.concurrency}
            error={mistakes['concurrency']}
            onValueChange={(concurrency) => onChange({ concurrency })}
          />
          <Field
            label="Seconds for an answer"
            inputMode="decimal"
            hint="Empty for what is usual here."
            value={draft.timeoutSeconds}
            error={mistakes['timeoutMs']}
            onValueChange={(timeoutSeconds) => onChange({ timeoutSeconds })}
          />
        </div>
        <Check
          label="In order, one message at a time"
          hint="A message that fails holds up those after it, until it succeeds or is canceled."
          isChecked={draft.ordered}
          onCheckedChange={(ordered) => onChange({ ordered })}
        />
        <Field
          label="Channels"
          hint="Names with commas between. It then gets only messages sent on one of them. Empty for every message."
          value={draft.channels}
          error={mistakes['channels']}
          onValueChange={(channels) => onChange({ channels })}
        />
        {isNew && (
          <Select
            label="Signature"
            value={draft.signing}
            error={mistakes['signing']}
            options={[
              { value: 'v1', label: 'Shared secret (HMAC-SHA256)' },
              { value: 'v1a', label: 'Public key (Ed25519)' },
            ]}
            hint="With a public key your receiver keeps nothing secret."
            onValueChange={(signing) => onChange({ signing })}
          />
        )}
      </div>
    </details>
  )
}

function HeaderFields({
  headers,
  headerNames,
  error,
  onChange,
}: {
  headers: readonly HeaderDraft[] | null
  headerNames: readonly string[]
  error: string | undefined
  onChange: (headers: readonly HeaderDraft[] | null) => void
}) {
  if (headers === null) {
    return (
      <div className="field">
        <span className="field-label">Headers</span>
        <p>
          It is sent <span className="mono">{headerNames.join(', ')}</span>. The values are not shown.
        </p>
        <div className="row">
          <Button onClick={() => onChange(headerNames.map((name) => ({ name, value: '' })))}>
            Give all of them anew
          </Button>
        </div>
      </div>
    )
  }
  const replace = (index: number, header: HeaderDraft) => onChange(headers.with(index, header))
  return (
    <fieldset className="stack" aria-describedby="headers-hint headers-error">
      <legend className="field-label">Headers</legend>
      <p className="field-hint" id="headers-hint">
        Sent with each request: <code>authorization</code>, and names that begin with <code>x-</code>. Their
        values are never shown again.
      </p>
      {headers.map((header, index) => (
        <div className="header-row" key={index}>
          <Field
            label={<span className="visually-hidden">Name of header {index + 1}</span>}
            placeholder="x-team"
            autoComplete="off"
            value={header.name}
            onValueChange={(name) => replace(index, { ...header, name })}
            {...(error !== undefined && index === 0 && { 'aria-invalid': true })}
          />
          <Field
            label={<span className="visually-hidden">Value of header {index + 1}</span>}
            placeholder="value"
            autoComplete="off"
            value={header.value}
            onValueChange={(value) => replace(index, { ...header, value })}
          />
          <Button
            aria-label={`Leave out header ${index + 1}`}
            onClick={() => onChange(headers.filter((_, other) => other !== index))}
          >
            ✕
          </Button>
        </div>
      ))}
      <p className="field-error" id="headers-error" role="alert">
        {error}
      </p>
      <div className="row">
        <Button onClick={() => onChange([...headers, { name: '', value: '' }])}>Add a header</Button>
      </div>
    </fieldset>
  )
}
