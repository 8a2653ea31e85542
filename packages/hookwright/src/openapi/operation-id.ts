import type { Mistakes } from '../mistakes.ts'
import type { ResolvedOperation } from '../declarations.ts'
import { placeOf, type Declared } from './declared.ts'
import { camelCase, routePhrase } from './names.ts'

/** Gives each operation an id that is unique over routes and webhooks. */
export class OperationIds {
  readonly #ids = new Map<ResolvedOperation, string>()

  constructor(all: readonly Declared[], mistakes: Mistakes) {
    const owners = new Map<string, Declared>()
    for (const declared of all) {
      const id = declared.operation.options.operationId ?? defaultId(declared, all)
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

function defaultId({ kind, operation }: Declared, all: readonly Declared[]): string {
  if (kind === 'route') return camelCase(routePhrase(operation.method, operation.name))
  const sameEvent = all.filter((other) => other.kind === 'webhook' && other.operation.name === operation.name)
  return camelCase(sameEvent.length > 1 ? `${operation.name} ${operation.method}` : operation.name)
}
