import { reservedNames, type Dependency } from '../dependencies/dependency.ts'
import { cycleFrom, neededBy } from '../dependencies/plan.ts'
import { headerName } from '../http/header-name.ts'
import { propertiesOf } from '../http/parse.ts'
import type { Mistakes } from '../mistakes.ts'
import { pathParamNames } from '../operation.ts'
import { optionOf, parameterSchemas, phraseOf, placeOf, type Declared } from './declared.ts'

/** Looks for mistakes in what an operation needs, and in what that needs. */
export function checkDependencies(declared: Declared, mistakes: Mistakes): void {
  const { kind, operation } = declared
  const place = () => placeOf(declared)
  const own = Object.entries(operation.options.dependencies ?? {})
  if (kind === 'webhook') {
    if (own.length === 0) return
    mistakes.add(place, 'it has `dependencies`, but nothing of a webhook runs here', 'Leave them out')
    return
  }
  checkNames(place, 'its', own, mistakes)
  for (const [index, dependency] of operation.dependencies.entries()) {
    if (dependency) continue
    mistakes.add(place, `number ${index + 1} of its routers' dependencies is undefined`, undefinedCure)
  }
  for (const needed of neededBy(operation)) {
    const { dependency } = needed
    const phrase = phraseOf(needed)
    checkNames(place, `${phrase}:`, dependency.needs, mistakes)
    const cycle = cycleFrom(dependency)
    if (cycle) {
      mistakes.add(
        place,
        `${phrase} needs itself, by ${cycle.join(' → ')}`,
        'Take one of these out of `dependencies`, and make in it what it needs of the other',
      )
    }
    for (const status of Object.keys(dependency.options.responses ?? {})) {
      if (/^[345]/.test(status)) continue
      mistakes.add(
        place,
        `${phrase} declares an answer with ${status}, but can answer only by an error`,
        'Declare it on the route',
      )
    }
  }
  checkParameterNames(declared, place, mistakes)
}

const undefinedCure =
  'Its module is not loaded yet, since modules import each other: declare it in one that imports neither'

function checkNames(
  place: () => string,
  whose: string,
  named: readonly (readonly [name: string, dependency: Dependency | undefined])[],
  mistakes: Mistakes,
): void {
  for (const [name, dependency] of named) {
    if (Object.hasOwn(reservedNames, name)) {
      mistakes.add(
        place,
        `${whose} \`dependencies\` name one "${name}", which is what every handler gets under that name`,
        'Rename it',
      )
    } else if (!dependency) {
      mistakes.add(place, `${whose} \`dependencies\` have "${name}" undefined`, undefinedCure)
    }
  }
}

/** What several declare under one name is one parameter to whoever sends it. */
function checkParameterNames(declared: Declared, place: () => string, mistakes: Mistakes): void {
  const inPath = new Set(pathParamNames(declared.operation.name))
  const earlier = new Map<string, { schema: string; whose: string }>()
  for (const { source, schema, needed } of parameterSchemas(declared)) {
    const whose = needed ? phraseOf(needed) : 'itself'
    for (const [property, described] of propertiesOf(schema)?.schemas ?? []) {
      const name = source === 'header' ? headerName(property) : property
      if (needed && source === 'path' && !inPath.has(name)) {
        mistakes.add(
          place,
          `${whose} takes "${name}" from the path, which does not hold it`,
          `Write {${name}} into the path, or need it elsewhere`,
        )
      }
      const key = `${source} ${name}`
      const before = earlier.get(key)
      const text = JSON.stringify(described)
      if (before && before.schema !== text) {
        mistakes.add(
          place,
          `"${name}" in \`${optionOf[source]}\` is declared one way by ${before.whose} and another by ${whose}`,
          'Share one schema, or rename one of them',
        )
      }
      earlier.set(key, before ?? { schema: text, whose })
    }
  }
}
