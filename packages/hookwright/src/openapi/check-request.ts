import { Content } from '../content/content.ts'
import type { FileRules } from '../content/file.ts'
import { propertiesOf } from '../http/parse.ts'
import type { Mistakes } from '../mistakes.ts'
import { placeOf, type Declared } from './declared.ts'

/** Looks for mistakes in what an operation says of the body that it is sent. */
export function checkRequest(declared: Declared, delivered: boolean, mistakes: Mistakes): void {
  const { kind, operation } = declared
  const { method, options } = operation
  const { body, form, files, bodyLimitBytes } = options
  const place = () => placeOf(declared)
  const parts = (['body', 'form', 'files'] as const).filter((part) => options[part])
  const named = parts.map((part) => `\`${part}\``).join(' and ')
  if (kind === 'route' && parts.length > 0 && ['get', 'head', 'trace'].includes(method)) {
    mistakes.add(
      place,
      `it declares ${named}, but ${method.toUpperCase()} requests have no body`,
      'Declare it with post, put or patch, or declare `query`',
    )
  }
  if (body && parts.length > 1) {
    mistakes.add(
      place,
      `it declares ${named}, but a request has one body only`,
      'Keep `body` for JSON, or `form` and `files` for a form',
    )
  }
  const notJson = parts.find((part) => part !== 'body' || (body instanceof Content && !body.isDelivered))
  if (kind !== 'route' && delivered && notJson) {
    mistakes.add(place, `its \`${notJson}\` is no JSON, but deliveries are`, 'Declare a `body` with a schema')
  }
  if (body instanceof Content && !body.read && !body.isDelivered) {
    mistakes.add(
      place,
      `its body is ${body.mediaType}, which can only be answered with`,
      'Declare it as `response`, or take byteStream() as body',
    )
  }
  if (form && !propertiesOf(form)) {
    mistakes.add(place, 'its `form` is no object schema', 'Declare an object with a property for each field')
  }
  if (bodyLimitBytes !== undefined && !isCount(bodyLimitBytes, 1)) {
    mistakes.add(place, `its bodyLimitBytes is ${bodyLimitBytes}`, 'Take a whole number of bytes from 1')
  }
  const texts = form && propertiesOf(form)
  for (const [field, { rules }] of Object.entries(files ?? {})) {
    if (texts?.schemas.has(field)) {
      mistakes.add(place, `"${field}" is a field of both \`form\` and \`files\``, 'Rename one of them')
    }
    checkFile(place, field, rules, bodyLimitBytes, mistakes)
  }
}

function checkFile(
  place: () => string,
  field: string,
  { minCount, maxCount, maxBytes, accept = [] }: FileRules,
  bodyLimitBytes: number | undefined,
  mistakes: Mistakes,
): void {
  if (maxBytes !== undefined && !isCount(maxBytes, 1)) {
    mistakes.add(place, `the maxBytes of "${field}" is ${maxBytes}`, 'Take a whole number of bytes from 1')
  } else if (maxBytes !== undefined && bodyLimitBytes !== undefined && maxBytes > bodyLimitBytes) {
    mistakes.add(
      place,
      `the maxBytes of "${field}" is more than bodyLimitBytes lets in`,
      'Raise bodyLimitBytes, or leave it out: it then follows from the files',
    )
  }
  if (!isCount(minCount, 0) || !isCount(maxCount, 1) || minCount > maxCount) {
    mistakes.add(
      place,
      `"${field}" is to be at least ${minCount} and at most ${maxCount} files`,
      'Take whole numbers, maxCount from 1 and not below minCount',
    )
  }
  for (const range of accept) {
    if (/^(\*\/\*|[\w.+-]+\/([\w.+-]+|\*))$/.test(range)) continue
    mistakes.add(place, `"${field}" accepts "${range}", which is no media type`, 'Write image/png or image/*')
  }
}

function isCount(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least
}
