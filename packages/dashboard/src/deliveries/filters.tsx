import { useEffect, useState } from 'react'

import { deliveryStateWords } from '../parts/badge.tsx'
import { Button } from '../parts/button.tsx'
import { Field, Select } from '../parts/field.tsx'
import { InstantField } from '../parts/instant-field.tsx'
import { useEndpoints } from '../endpoints/queries.ts'
import { useEventTypes } from '../event-types/queries.ts'
import type { SearchTexts } from '../shell/place.ts'
import { spans } from './filter.ts'

interface FiltersProps {
  texts: SearchTexts
  onChange: (change: SearchTexts) => void
}

/** What narrows the list down; the address keeps it, so that a link shows the same. */
export function Filters({ texts, onChange }: FiltersProps) {
  const eventTypes = useEventTypes().data ?? []
  const endpoints = useEndpoints().data ?? []
  const span =
    texts['since'] !== undefined || texts['until'] !== undefined ? 'between' : (texts['span'] ?? '')
  const isFiltered = Object.values(texts).some((text) => text !== undefined)
  return (
    <div className="filters" role="search" aria-label="Filter deliveries">
      <Select
        label="State"
        value={texts['state'] ?? ''}
        options={[
          { value: '', label: 'Any' },
          ...Object.entries(deliveryStateWords).map(([value, label]) => ({ value, label })),
        ]}
        onValueChange={(state) => onChange({ state })}
      />
      <Select
        label="Event type"
        value={texts['eventType'] ?? ''}
        options={withChosen(texts['eventType'], [
          { value: '', label: 'Any' },
          ...eventTypes.map(({ name }) => ({ value: name, label: name })),
        ])}
        onValueChange={(eventType) => onChange({ eventType })}
      />
      <Select
        label="Endpoint"
        value={texts['endpointId'] ?? ''}
        options={withChosen(texts['endpointId'], [
          { value: '', label: 'Any' },
          ...endpoints.map(({ id, url }) => ({ value: id, label: url })),
        ])}
        onValueChange={(endpointId) => onChange({ endpointId })}
      />
      <Select
        label="Time"
        value={span}
        options={spans.map(({ value, label }) => ({ value, label }))}
        onValueChange={(chosen) =>
          onChange(
            chosen === 'between'
              ? { span: undefined, since: new Date(Date.now() - 3_600_000).toISOString() }
              : { span: chosen, since: undefined, until: undefined },
          )
        }
      />
      {span === 'between' && (
        <>
          <InstantField label="From" value={texts['since']} onValueChange={(since) => onChange({ since })} />
          <InstantField label="Until" value={texts['until']} onValueChange={(until) => onChange({ until })} />
        </>
      )}
      <MessageField
        key={texts['messageId'] ?? ''}
        messageId={texts['messageId'] ?? ''}
        onChange={(messageId) => onChange({ messageId })}
      />
      {texts['replayId'] !== undefined && (
        <div className="field">
          <span className="field-label">Replay</span>
          <span className="mono">{texts['replayId']}</span>
        </div>
      )}
      {isFiltered && (
        <div>
          <Button
            onClick={() => onChange(Object.fromEntries(Object.keys(texts).map((name) => [name, undefined])))}
          >
            Show all
          </Button>
        </div>
      )}
    </div>
  )
}

/** Only a whole id is looked for: half a second after the last letter. */
function MessageField({ messageId, onChange }: { messageId: string; onChange: (messageId: string) => void }) {
  const [text, setText] = useState(messageId)
  useEffect(() => {
    if (text.trim() === messageId) return undefined
    const waiting = setTimeout(() => onChange(text.trim()), 500)
    return () => clearTimeout(waiting)
  })
  return (
    <Field
      label="Message id"
      value={text}
      onValueChange={setText}
      placeholder="msg_…"
      autoComplete="off"
      spellCheck={false}
    />
  )
}

/** What the address asks for stands in the list, even where it is no longer there. */
function withChosen(chosen: string | undefined, options: { value: string; label: string }[]) {
  const isThere = chosen === undefined || options.some(({ value }) => value === chosen)
  return isThere ? options : [...options, { value: chosen, label: chosen }]
}
