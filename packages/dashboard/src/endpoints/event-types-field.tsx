import { useId, useState } from 'react'

import { EventTypeDetail } from '../event-types/detail.tsx'
import { useEventTypes, type EventType } from '../event-types/queries.ts'
import { Badge } from '../parts/badge.tsx'
import { Check, Field } from '../parts/field.tsx'
import { Problem } from '../parts/notice.tsx'
import { groupsOf } from './groups.ts'

interface Chosen {
  hasChosen: boolean
  eventTypes: readonly string[]
}

/** The catalogue, to choose from: every one, single ones, or all below a prefix. */
export function EventTypesField({
  hasChosen,
  eventTypes: chosen,
  error,
  onChange,
}: Chosen & { error: string | undefined; onChange: (change: Partial<Chosen>) => void }) {
  const name = useId()
  const { data = [], error: problem } = useEventTypes()
  const [sought, setSought] = useState('')
  const groups = groupsOf(
    data.filter((type) => `${type.name} ${type.summary}`.toLowerCase().includes(sought.toLowerCase())),
  )
  const toggle = (filter: string, isChecked: boolean) =>
    onChange({ eventTypes: isChecked ? [...chosen, filter] : chosen.filter((one) => one !== filter) })

  return (
    <fieldset className="stack" aria-describedby={`${name}-error`}>
      <legend className="visually-hidden">Event types</legend>
      <div className="stack choices">
        <label className="check">
          <input
            type="radio"
            name={name}
            checked={hasChosen}
            aria-invalid={error !== undefined || undefined}
            aria-describedby={`${name}-error`}
            onChange={() => onChange({ hasChosen: true })}
          />
          Only the event types chosen here
        </label>
        <label className="check">
          <input
            type="radio"
            name={name}
            checked={!hasChosen}
            onChange={() => onChange({ hasChosen: false })}
          />
          Every event type, also those to come
        </label>
      </div>
      <p className="field-error" id={`${name}-error`}>
        {error}
      </p>
      <Problem error={problem} />
      {hasChosen && (
        <div className="stack">
          {data.length > 8 && <Field label="Search" type="search" value={sought} onValueChange={setSought} />}
          <div className="catalogue">
            {groups.map(({ filter, types }) => {
              const isWhole = filter !== null && chosen.includes(filter)
              return (
                <div key={filter ?? types[0]?.name} className="catalogue-group">
                  {filter !== null && (
                    <Check
                      label={
                        <>
                          <code>{filter}</code>{' '}
                          <span className="muted">all of these, also those to come</span>
                        </>
                      }
                      isChecked={isWhole}
                      onCheckedChange={(isChecked) => toggle(filter, isChecked)}
                    />
                  )}
                  {types.map((type) => (
                    <Entry
                      key={type.name}
                      type={type}
                      isWithin={isWhole}
                      isChecked={chosen.includes(type.name)}
                      onCheckedChange={(isChecked) => toggle(type.name, isChecked)}
                    />
                  ))}
                </div>
              )
            })}
          </div>
        </div>
      )}
    </fieldset>
  )
}

function Entry({
  type: { name, summary, description, deprecated },
  isWithin,
  isChecked,
  onCheckedChange,
}: {
  type: EventType
  /** Its whole group is chosen already. */
  isWithin: boolean
  isChecked: boolean
  onCheckedChange: (isChecked: boolean) => void
}) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div className="catalogue-entry">
      {isWithin ? (
        <p className="catalogue-within">
          <span aria-hidden="true">✓ </span>
          <code>{name}</code>
        </p>
      ) : (
        <Check
          label={
            <>
              <code>{name}</code> {deprecated && <Badge tone="warn">Deprecated</Badge>}
            </>
          }
          hint={description ?? summary}
          isChecked={isChecked}
          onCheckedChange={onCheckedChange}
        />
      )}
      <details className="catalogue-detail" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary aria-label={`Schema and sample of ${name}`}>Schema and sample</summary>
        {isOpen && <EventTypeDetail eventType={name} />}
      </details>
    </div>
  )
}
