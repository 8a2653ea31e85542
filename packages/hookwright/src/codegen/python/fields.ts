import type { NamedType, Type } from '../model.ts'
import { propertiesOf } from '../properties.ts'
import { identifier } from './text.ts'

/** Names that a field must not have: those of annotations, and what pydantic's models have themselves. */
const takenNames: ReadonlySet<string> = new Set(
  'bool dict dt float int list str tuple copy json schema validate construct parse_obj parse_raw parse_file from_orm schema_json update_forward_refs'.split(
    ' ',
  ),
)

/** The names of an object's fields by those of its properties, the same in what extends it. */
export function fieldNames(type: Type, named: ReadonlyMap<string, NamedType>): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const taken = new Set<string>()
  for (const property of propertiesOf(type, named)?.keys() ?? []) {
    const name = identifier(
      property,
      (free) => taken.has(free) || takenNames.has(free) || free.startsWith('model_'),
    )
    taken.add(name)
    names.set(property, name)
  }
  return names
}
