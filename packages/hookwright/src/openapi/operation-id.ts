import type { Mistakes } from '../mistakes.ts'
import type { ResolvedOperation } from '../declarations.ts'
import { placeOf, type Declared } from './declared.ts'
import { camelCase, routePhrase } from './names.ts'

/** Gives each operation an id that is unique over routes, webhooks and callbacks. */
export class OperationIds {
  readonly #ids = new Map<ResolvedOperation, string>()

  constructor(all: readonly Declared[], mistakes: Mistakes) {
    const owners = new Map<string, Declared>()
    const byName = Map.groupBy(all, keyOf)
    for (const declared of all) {
      const id =
        declared.operation.options.operationId ?? defaultId(declared, byName.get(keyOf(declared)) ?? [])
      const owner = owners.get(id)
      if (owner) {
        mistakes.add(
          placeOf(declared),
          `its operationId "${id}" is that of ${placeOf(owner)} too`,
          'Give one of them another: { operationId: … }',
        )
      }
      owners.set(id, declared)
      this.#ids.set(declared.operation, id)
    }
  }

  of(declared: Declared): string {
    return this.#ids.get(declared.operation) ?? ''
  }
}

function keyOf({ kind, operation }: Declared): string {
  return `${kind} ${operation.name}`
}

function defaultId({ kind, operation, under }: Declared, sameEvent: readonly Declared[]): string {
  if (kind === 'route') return camelCase(routePhrase(operation.method, operation.name))
  if (sameEvent.length === 1) return camelCase(operation.name)
  if (!under) return camelCase(`${operation.name} ${operation.method}`)
  // A callback of several operations stands under each of them.
  const sameHere = sameEvent.filter((other) => other.under === under)
  const { method, name, options } = under.operation
  const phrase = `${options.operationId ?? routePhrase(method, name)} ${operation.name}`
  return camelCase(sameHere.length > 1 ? `${phrase} ${operation.method}` : phrase)
}
