import type { NamedType, Property, Type } from './model.ts'
import { propertiesOf } from './properties.ts'

/** How the members of a union are told apart. */
export interface Discriminator {
  property: string
  branches: { name: string; values: string[] }[]
}

/** The first property that has another text in each member; undefined where there is none, or a member has no name. */
export function discriminatorOf(
  members: readonly Type[],
  named: ReadonlyMap<string, NamedType>,
): Discriminator | undefined {
  const known = members.flatMap((member) => {
    const properties = member.kind === 'named' ? propertiesOf(member, named) : undefined
    return member.kind === 'named' && properties ? [{ name: member.name, properties }] : []
  })
  const [first] = known
  if (!first || known.length < members.length || known.length < 2) return undefined
  for (const property of first.properties.keys()) {
    const branches = known.map(({ name, properties }) => ({
      name,
      values: textsOf(properties.get(property)),
    }))
    const values = branches.flatMap((branch) => branch.values)
    const isTold = branches.every((branch) => branch.values.length > 0)
    if (isTold && new Set(values).size === values.length) return { property, branches }
  }
  return undefined
}

/** The values of a property that must be there and has only texts. */
function textsOf(property: Property | undefined): string[] {
  if (!property?.required || property.type.kind !== 'literals') return []
  const texts = property.type.values.filter((value) => typeof value === 'string')
  return texts.length === property.type.values.length ? texts : []
}
