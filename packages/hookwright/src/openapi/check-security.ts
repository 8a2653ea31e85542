import type { Mistakes } from '../mistakes.ts'
import type { JsonSchema } from '../schema/schema.ts'
import { none, Requirement, type RequirementPart, type Security } from '../security/requirement.ts'
import type { SecurityScheme } from '../security/scheme.ts'
import { placeOf, securityLists, type Declared } from './declared.ts'

/**
 * Looks for mistakes in what operations ask of their callers: above all for what would be documented as guarded and is
 * not. `described` are the schemes that the App only describes.
 */
export function checkSecurity(
  all: readonly Declared[],
  described: Readonly<Record<string, JsonSchema>>,
  mistakes: Mistakes,
): void {
  const byName = new Map<string, SecurityScheme>()
  const lists = all.flatMap((declared) =>
    securityLists(declared).map((security): [Declared, readonly Security[]] => [declared, security]),
  )
  for (const [declared, security] of lists) {
    const place = () => placeOf(declared)
    const guarding = security.filter((one) => one instanceof Requirement)
    const naming = security.filter((one) => !(one instanceof Requirement))
    for (const name of naming.flatMap((one) => Object.keys(one))) {
      if (Object.hasOwn(described, name)) continue
      mistakes.add(
        place,
        `its security names "${name}", which is no security scheme of the App`,
        `Declare it: new App({ securitySchemes: { ${JSON.stringify(name)}: … } })`,
      )
    }
    if (declared.kind === 'route' && guarding.length > 0 && naming.length > 0) {
      mistakes.add(
        place,
        'its security mixes schemes that guard with names that only document, so that nobody could tell whom to let in',
        'Declare all of them by bearer(…), apiKey(…) and their kind; for optional credentials, add `none`',
      )
    }
    for (const requirement of guarding) {
      if (requirement !== none && requirement.parts.length === 0) {
        mistakes.add(place, 'its security holds an all() of nothing', 'Name the schemes, or write `none`')
      }
      for (const part of requirement.parts) checkPart(declared, place, part, mistakes)
    }
    for (const { scheme } of guarding.flatMap(({ parts }) => parts)) {
      const { name } = scheme
      const other = byName.get(name)
      if (other !== undefined && other !== scheme) {
        mistakes.add(
          place,
          `its security scheme "${name}" is another than the one of that name elsewhere`,
          'Declare it once and share it, or rename one of them',
        )
      } else if (Object.hasOwn(described, name)) {
        mistakes.add(
          place,
          `its security scheme "${name}" has the name of one that the App describes`,
          'Remove it from securitySchemes, or rename one of them',
        )
      }
      byName.set(name, other ?? scheme)
    }
  }
}

function checkPart(
  { kind }: Declared,
  place: () => string,
  { scheme, scopes }: RequirementPart,
  mistakes: Mistakes,
): void {
  const { name } = scheme
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    mistakes.add(
      place,
      `its security scheme ${JSON.stringify(name)} cannot be named so`,
      'Use letters, digits, dots, hyphens and underscores only',
    )
  }
  if (kind === 'route' && !scheme.identify) {
    mistakes.add(
      place,
      `its security scheme "${name}" has no \`authenticate\`, so that everyone would be refused`,
      'Say who presents the credentials: { authenticate: … }',
    )
  } else if (kind === 'route' && scopes.length > 0 && !scheme.knowsScopes) {
    mistakes.add(
      place,
      `it requires scopes of "${name}", which cannot tell those of a caller, so that everyone would be refused`,
      'Say which a caller has: { scopesOf: (user) => user.scopes }',
    )
  }
  for (const scope of scopes) {
    if (!scheme.kind.knownScopes || scheme.kind.knownScopes.includes(scope)) continue
    mistakes.add(
      place,
      `it requires the scope "${scope}", which no flow of "${name}" has`,
      'Add it to the scopes of a flow, or correct its name',
    )
  }
}
