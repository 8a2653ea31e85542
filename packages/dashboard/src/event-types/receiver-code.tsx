import '../styles/event-types.css'

import { useState } from 'react'

import { Code } from '../parts/code.tsx'
import { Problem } from '../parts/notice.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useReceiver, type Language, type Signing } from './queries.ts'

const languages: readonly { language: Language; label: string }[] = [
  { language: 'typescript', label: 'TypeScript' },
  { language: 'python', label: 'Python' },
  { language: 'go', label: 'Go' },
  { language: 'curl', label: 'curl' },
]

/** Code that verifies and handles these event types, to be copied. */
export function ReceiverCode({ eventTypes, signing }: { eventTypes: readonly string[]; signing: Signing }) {
  const [language, setLanguage] = useState<string>('typescript')
  return (
    <Tabs
      label="Language of the receiver"
      value={language}
      onValueChange={setLanguage}
      tabs={languages.map(({ language: value, label }) => ({
        value,
        label,
        content: <InLanguage language={value} eventTypes={eventTypes} signing={signing} />,
      }))}
    />
  )
}

function InLanguage({
  language,
  eventTypes,
  signing,
}: {
  language: Language
  eventTypes: readonly string[]
  signing: Signing
}) {
  const { data, error } = useReceiver(language, eventTypes, signing)
  if (error) return <Problem error={error} />
  if (!data) return <p role="status">Writing the code…</p>
  return (
    <div className="stack">
      {data.notes.length > 0 && (
        <ul className="notes">
          {data.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <Code text={data.text} label={data.fileName} />
    </div>
  )
}
