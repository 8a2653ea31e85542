import type { ResolvedOperation } from '../declarations.ts'
import type { Dependency } from './dependency.ts'

/** A dependency, with the name by which it was needed first; undefined where a router's list needs it. */
export interface Needed {
  dependency: Dependency
  name: string | undefined
}

/**
 * All that an operation needs, each once, in the order in which it is resolved: what routers ask for, outermost first,
 * then the operation's own, each after what it needs itself. `actual` gives what stands for a dependency in tests.
 */
export function neededBy(
  { dependencies, options, handler }: Pick<ResolvedOperation, 'dependencies' | 'options' | 'handler'>,
  actual: (dependency: Dependency) => Dependency = (dependency) => dependency,
): Needed[] {
  // Nothing of a webhook runs here.
  if (!handler) return []
  const found = new Map<Dependency, Needed>()
  const visited = new Set<Dependency>()
  const visit = (name: string | undefined, given: Dependency | undefined) => {
    // What is missing, or needs itself, is told of as a mistake in the declarations.
    const dependency = given && actual(given)
    if (!dependency || visited.has(dependency)) return
    visited.add(dependency)
    for (const [inner, needed] of dependency.needs) visit(inner, needed)
    found.set(dependency, { dependency, name })
  }
  for (const dependency of dependencies) visit(undefined, dependency)
  for (const [name, dependency] of Object.entries(options.dependencies ?? {})) visit(name, dependency)
  return [...found.values()]
}

/** The names on the way from a dependency back to itself; undefined where there is no such way. */
export function cycleFrom(
  start: Dependency,
  actual: (dependency: Dependency) => Dependency = (dependency) => dependency,
): string[] | undefined {
  const visited = new Set<Dependency>()
  const search = (from: Dependency): string[] | undefined => {
    for (const [name, needed] of from.needs) {
      const next = needed && actual(needed)
      if (next === start) return [name]
      if (!next || visited.has(next)) continue
      visited.add(next)
      const rest = search(next)
      if (rest) return [name, ...rest]
    }
    return undefined
  }
  return search(start)
}
