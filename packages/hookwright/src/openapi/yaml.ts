import { stringify } from 'yaml'

import type { OpenApiDocument } from './document.ts'

/** The document in YAML. Nothing is shared by anchors, and no line is folded, so that differences read well. */
export function toYaml(document: OpenApiDocument): string {
  // By way of JSON, so that both say the same.
  return stringify(JSON.parse(JSON.stringify(document)), { aliasDuplicateObjects: false, lineWidth: 0 })
}
