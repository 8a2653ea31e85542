import { Code } from '../parts/code.tsx'
import { Problem } from '../parts/notice.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { prettyJson } from '../parts/pretty-json.ts'
import { useEventType } from './queries.ts'
import { SchemaTable } from './schema-table.tsx'

/** What a body of this event type looks like: property by property, as a sample, as JSON Schema. */
export function EventTypeDetail({ eventType }: { eventType: string }) {
  const { data, error } = useEventType(eventType)
  if (error) return <Problem error={error} />
  if (!data) return <p role="status">Loading…</p>
  const { schema, sample } = data
  const tabs = [
    ...(schema === null
      ? []
      : [{ value: 'properties', label: 'Properties', content: <SchemaTable schema={schema} /> }]),
    ...(sample === null
      ? []
      : [
          {
            value: 'sample',
            label: 'Sample',
            content: (
              <Code text={prettyJson(sample) ?? sample} copied={sample} label={`Sample of ${eventType}`} />
            ),
          },
        ]),
    ...(schema === null
      ? []
      : [
          {
            value: 'schema',
            label: 'JSON Schema',
            content: <Code text={JSON.stringify(schema, null, 2)} label={`JSON Schema of ${eventType}`} />,
          },
        ]),
  ]
  return (
    <div className="stack">
      <p className="muted">
        Sent as <code>{data.contentType}</code>
        {schema === null && ', with no body that could be described'}.
      </p>
      {tabs.length > 0 && <Tabs label={`What ${eventType} says`} tabs={tabs} />}
    </div>
  )
}
