import '../styles/endpoints.css'

import { useEffect, useRef, useState, type FormEvent } from 'react'

import { ApiError } from '../api/errors.ts'
import { Button, ButtonLink } from '../parts/button.tsx'
import { Card } from '../parts/card.tsx'
import { Field } from '../parts/field.tsx'
import { Problem } from '../parts/notice.tsx'
import { AdvancedFields } from './advanced-fields.tsx'
import { mistakesOf, type EndpointDraft } from './draft.ts'
import { EventTypesField } from './event-types-field.tsx'

/** What one can say of an endpoint, new or not. */
export function EndpointForm({
  initial,
  isNew,
  headerNames,
  action,
  backHref,
  onSubmit,
}: {
  initial: EndpointDraft
  isNew: boolean
  /** Of the headers that it has already, whose values are not shown. */
  headerNames: readonly string[]
  action: string
  backHref: string
  /** Rejects with what the server found wrong. */
  onSubmit: (draft: EndpointDraft) => Promise<void>
}) {
  const [draft, setDraft] = useState(initial)
  const [mistakes, setMistakes] = useState<Readonly<Record<string, string>>>({})
  const [problem, setProblem] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const change = (part: Partial<EndpointDraft>) => setDraft((now) => ({ ...now, ...part }))

  // Whoever sent it off is taken to the first thing to mend.
  useEffect(() => {
    if (Object.keys(mistakes).length === 0) return
    for (const details of form.current?.querySelectorAll('details:has([aria-invalid="true"])') ?? []) {
      details.setAttribute('open', '')
    }
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [mistakes])

  async function submit(event: FormEvent) {
    event.preventDefault()
    const found = mistakesOf(draft)
    setMistakes(found)
    setProblem(null)
    if (Object.keys(found).length > 0) return
    setBusy(true)
    try {
      await onSubmit(draft)
    } catch (error) {
      const fields = error instanceof ApiError ? fieldsOf(error) : {}
      setMistakes(fields)
      if (Object.keys(fields).length === 0) setProblem(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <form ref={form} className="stack endpoint-form" noValidate onSubmit={(event) => void submit(event)}>
      <Problem error={problem} />
      <Card title="Where to">
        <div className="stack">
          <Field
            label="URL"
            type="url"
            required
            autoComplete="url"
            placeholder="https://example.com/webhooks"
            hint="Where your receiver takes POST requests."
            value={draft.url}
            error={mistakes['url']}
            onValueChange={(url) => change({ url })}
          />
          <Field
            label="Description"
            hint="For yourself: what it is for, who looks after it."
            maxLength={1000}
            value={draft.description}
            error={mistakes['description']}
            onValueChange={(description) => change({ description })}
          />
        </div>
      </Card>
      <Card title="What">
        <EventTypesField
          hasChosen={draft.hasChosen}
          eventTypes={draft.eventTypes}
          error={mistakes['eventTypes']}
          onChange={change}
        />
      </Card>
      <AdvancedFields
        draft={draft}
        isNew={isNew}
        headerNames={headerNames}
        mistakes={mistakes}
        onChange={change}
      />
      <div className="row">
        <Button type="submit" kind="primary" isBusy={isBusy}>
          {action}
        </Button>
        <ButtonLink href={backHref}>Back</ButtonLink>
      </div>
    </form>
  )
}

const shownAt = /^(url|description|eventTypes|ratePerSecond|concurrency|timeoutMs|channels|headers|signing)\b/

/** `eventTypes.0` is told at `eventTypes`. One place that the form does not show makes it a matter of the whole. */
function fieldsOf({ fields }: ApiError): Record<string, string> {
  const placed = Object.entries(fields).map(([place, text]) => [shownAt.exec(place)?.[1], text] as const)
  if (placed.some(([place]) => place === undefined)) return {}
  return Object.fromEntries(placed.map(([place, text]) => [place ?? '', text]))
}
