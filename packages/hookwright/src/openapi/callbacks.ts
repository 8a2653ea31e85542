import type { JsonSchema } from '../schema/schema.ts'
import type { Declared } from './declared.ts'

/** The `callbacks` of an operation: Callback Objects (OpenAPI 3.1, 4.8.18) by event type, each keyed by its expression. */
export function callbackObjects(
  callbacks: readonly Declared[],
  shownAs: (declared: Declared) => JsonSchema,
): { callbacks?: JsonSchema } {
  const byEvent: { [eventType: string]: { [expression: string]: JsonSchema } } = {}
  for (const declared of callbacks) {
    const { name, expression = '', method } = declared.operation
    const pathItems = (byEvent[name] ??= {})
    pathItems[expression] = { ...pathItems[expression], [method]: shownAs(declared) }
  }
  return callbacks.length > 0 ? { callbacks: byEvent } : {}
}
