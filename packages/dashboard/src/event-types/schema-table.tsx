import '../styles/event-types.css'

import { Badge } from '../parts/badge.tsx'
import { propertiesOf } from './schema.ts'

/** The properties of a body, one a line, those within others below them. */
export function SchemaTable({ schema }: { schema: Readonly<Record<string, unknown>> }) {
  const rows = propertiesOf(schema)
  if (rows.length === 0) return <p className="muted">It has no properties; see the JSON Schema.</p>
  return (
    <ul className="properties">
      {rows.map(({ path, type, isRequired, description }) => (
        <li key={path}>
          <div className="row">
            <code>{path}</code>
            <span className="muted">{type}</span>
            {!isRequired && <Badge tone="plain">optional</Badge>}
          </div>
          {description !== '' && <p className="muted">{description}</p>}
        </li>
      ))}
    </ul>
  )
}
