import { retrySchedule } from '../delivery/settings.ts'
import { HookwrightError } from '../errors.ts'
import { propertiesOf } from '../http/parse.ts'
import type { Mistakes } from '../mistakes.ts'
import { pathParamNames } from '../operation.ts'
import type { DocumentOptions } from './document.ts'
import { jsonSchemaForms, UnrepresentableSchema } from '../schema/json-schema.ts'
import { checkCallback, checkCallbackTwins } from './check-callbacks.ts'
import { checkAnswers } from './check-answers.ts'
import { checkDependencies } from './check-dependencies.ts'
import { checkExamples } from './check-examples.ts'
import { checkRequest } from './check-request.ts'
import { checkSecurity } from './check-security.ts'
import { optionOf, parameterSchemas, phraseOf, placeOf, type Declared } from './declared.ts'

/** Looks for mistakes that each declaration, or any two of them, make plain without its schemas' insides. */
export function checkDeclarations(
  all: readonly Declared[],
  options: Pick<DocumentOptions, 'openapi' | 'reservedPaths' | 'securitySchemes' | 'delivered'>,
  mistakes: Mistakes,
): void {
  checkTwins(
    all.filter(({ kind }) => kind !== 'callback'),
    mistakes,
  )
  checkCallbackTwins(all, mistakes)
  for (const declared of all) {
    const { kind, operation } = declared
    const place = () => placeOf(declared)
    checkParameters(declared, options.delivered, mistakes)
    if (
      operation.method === 'query' &&
      options.openapi === '3.1.0' &&
      operation.options.includeInSchema !== false
    ) {
      mistakes.add(
        place,
        'OpenAPI 3.1 knows no method QUERY',
        "Have documents of 3.2: new App({ openapi: '3.2.0' }); or keep it out of them: { includeInSchema: false }",
      )
    }
    if (kind !== 'route' && options.delivered && operation.method !== 'post') {
      mistakes.add(
        place,
        `it would be documented as ${operation.method.toUpperCase()}, but deliveries are POST`,
        `Declare it with ${kind === 'webhook' ? 'webhooks.post' : 'post'}`,
      )
    }
    checkDelivery(declared, mistakes)
    if (kind === 'route') checkPath(declared, options.reservedPaths, mistakes)
    else checkEventType(declared, mistakes)
    checkCallback(declared, mistakes)
    checkDependencies(declared, mistakes)
    checkRequest(declared, options.delivered, mistakes)
    checkAnswers(declared, mistakes)
    checkExamples(declared, mistakes)
  }
  checkSecurity(all, options.securitySchemes, mistakes)
}

/** Two declarations that claim the same place, or paths that are the same to a caller. */
function checkTwins(all: readonly Declared[], mistakes: Mistakes): void {
  const first = new Map<string, Declared>()
  const spelled = new Map<string, Declared>()
  for (const declared of all) {
    const { kind, operation } = declared
    const shape = kind === 'route' ? shapeOf(operation.name) : operation.name
    const key = `${kind} ${operation.method} ${shape}`
    const earlier = first.get(key)
    if (earlier?.operation.place === operation.place) {
      mistakes.add(
        placeOf(declared),
        'its router is included more than once, and this name is the same each time',
        kind === 'route'
          ? 'Give each include() a prefix of its own'
          : 'Give each include() a namespace of its own, or declare the webhook on one router only',
      )
    } else if (earlier) {
      mistakes.add(
        placeOf(declared),
        `${operation.method.toUpperCase()} was declared for it before, as ${placeOf(earlier)}`,
        'Remove one of the two, or rename it',
      )
    }
    first.set(key, earlier ?? declared)
    const other = spelled.get(shape)
    if (kind === 'route' && !earlier && other && other.operation.name !== operation.name) {
      mistakes.add(
        placeOf(declared),
        `its path is that of ${placeOf(other)}, but with other names for its parameters`,
        'Name them alike',
      )
    }
    if (kind === 'route') spelled.set(shape, other ?? declared)
  }
}

/** `/users/{id}` and `/users/{name}` are one path to whoever calls them. */
function shapeOf(path: string): string {
  return path.replaceAll(/\{[^{}]*\}/g, '{}')
}

function checkParameters(declared: Declared, delivered: boolean, mistakes: Mistakes): void {
  for (const { source, schema, needed } of parameterSchemas(declared)) {
    const whose = needed
      ? `the \`${optionOf[source]}\` of ${phraseOf(needed)}`
      : `its \`${optionOf[source]}\``
    if (declared.kind !== 'route' && delivered) {
      mistakes.add(
        placeOf(declared),
        `${whose} would be documented, but no delivery carries them`,
        'Put what the subscriber needs into the body',
      )
      continue
    }
    if (propertiesOf(schema) || jsonSchemaForms(schema).input instanceof UnrepresentableSchema) continue
    mistakes.add(
      placeOf(declared),
      `${whose} is no object schema`,
      'Declare an object with a property for each parameter',
    )
  }
}

function checkDelivery({ operation, kind }: Declared, mistakes: Mistakes): void {
  const { delivery } = operation.options
  if (!delivery) return
  const place = () => placeOf({ operation, kind })
  if (kind === 'route') {
    mistakes.add(place, 'it has `delivery`, but nothing of a route is delivered', 'Leave it out')
    return
  }
  try {
    if (delivery.retryScheduleMs) retrySchedule('its delivery.retryScheduleMs', delivery.retryScheduleMs)
  } catch (error) {
    if (!(error instanceof HookwrightError)) throw error
    mistakes.add(place, error.message, 'Write the waits in milliseconds, the first of them usually 0')
  }
}

function checkEventType(declared: Declared, mistakes: Mistakes): void {
  const { name } = declared.operation
  if (name.trim() === '') {
    mistakes.add(
      placeOf(declared),
      'its event type is empty',
      `Name the event: ${declared.kind}s.post("new-subscription", …)`,
    )
  } else if (!canBeEventType(name)) {
    mistakes.add(
      placeOf(declared),
      `its event type ${whyNoEventType}`,
      'Name it with letters, digits, dots, hyphens and underscores',
    )
  }
}

export const whyNoEventType =
  'travels in a header and stands beside filters such as "orders.*", so it cannot hold "*", spaces, control characters or letters beyond ASCII'

export function canBeEventType(name: string): boolean {
  return /^[\x21-\x29\x2B-\x7E]+$/.test(name)
}

function checkPath(declared: Declared, reserved: ReadonlySet<string>, mistakes: Mistakes): void {
  const { name, options } = declared.operation
  const place = () => placeOf(declared)
  if (!name.startsWith('/')) {
    mistakes.add(place, `its path does not start with "/"`, `Write "/${name}"`)
  }
  if (reserved.has(name)) {
    mistakes.add(
      place,
      'its path is that of a page',
      'Move the page (new App({ openapiUrl, docsUrl })) or rename the path',
    )
  }
  for (const segment of name.split('/')) {
    if (/[*?#]/.test(segment)) {
      mistakes.add(
        place,
        `"${segment}" holds a character that no path can have here`,
        'Leave out *, ? and #; what follows a ? is declared as `query`',
      )
    } else if (segment.startsWith(':')) {
      mistakes.add(place, `"${segment}" is no path parameter here`, `Write "{${segment.slice(1)}}"`)
    } else if (/[{}]/.test(segment) && !/^\{[\p{L}_$][\p{L}\p{N}_$-]*\}$/u.test(segment)) {
      mistakes.add(
        place,
        `"${segment}" is not understood`,
        'A path parameter is a name in braces and fills a whole segment: /files/{name}',
      )
    }
  }
  const names = pathParamNames(name)
  const repeated = names.find((param, index) => names.indexOf(param) !== index)
  if (repeated !== undefined) {
    mistakes.add(place, `its path holds {${repeated}} twice`, 'Rename one of them')
  }
  const declaredNames = options.params && propertiesOf(options.params)
  if (!declaredNames) return
  for (const param of declaredNames.schemas.keys()) {
    if (!names.includes(param)) {
      mistakes.add(
        place,
        `its params declare "${param}", which is not in the path`,
        `Write {${param}} into the path, or remove it from params`,
      )
    }
  }
  for (const param of names) {
    if (!declaredNames.schemas.has(param)) {
      mistakes.add(place, `its params say nothing of {${param}}`, `Add "${param}" to its params`)
    }
  }
}
