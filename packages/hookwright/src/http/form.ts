import type { HonoRequest } from 'hono'

import { essenceOf } from '../content/content.ts'
import { readAtMost, unsupported } from './body.ts'
import { HttpError } from './errors.ts'

/** What a form holds: texts and files by field, in the order in which they came. */
export interface FormParts {
  texts: ReadonlyMap<string, readonly string[]>
  files: ReadonlyMap<string, readonly File[]>
}

export const urlencoded = 'application/x-www-form-urlencoded'
export const multipart = 'multipart/form-data'

/** More fields than any form has; each costs time and memory. */
const maxFields = 1_000

/**
 * Reads a form of one of the `accepted` media types. Fields that are left empty count as absent, since browsers
 * send every field.
 *
 * @throws HttpError 413 over `limitBytes`, 415 for another content type, 400 for what is malformed.
 */
export async function readForm(
  hono: HonoRequest,
  accepted: readonly string[],
  limitBytes: number,
): Promise<FormParts> {
  const contentType = hono.raw.headers.get('content-type')
  const whole = await readAtMost(hono, limitBytes)
  const texts = new Map<string, string[]>()
  const files = new Map<string, File[]>()
  if (whole.byteLength === 0 && contentType === null) return { texts, files }
  if (contentType === null || !accepted.includes(essenceOf(contentType))) {
    throw unsupported(contentType, accepted.join(' or '))
  }
  const entries = [...(await parsed(whole, contentType))]
  if (entries.length > maxFields) {
    throw new HttpError(413, `The form has more than the ${maxFields} fields that are accepted`)
  }
  for (const [name, value] of entries) {
    if (typeof value !== 'string') {
      // A browser sends a file without a name where none was chosen.
      if (value.name !== '' || value.size > 0) add(files, name, value)
    } else if (value !== '') add(texts, name, value)
  }
  return { texts, files }
}

async function parsed(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  } catch {
    throw new HttpError(400, `The body is not a valid form: it is no ${essenceOf(contentType)}`)
  }
}

function add<T>(lists: Map<string, T[]>, name: string, value: T): void {
  const list = lists.get(name)
  if (list) list.push(value)
  else lists.set(name, [value])
}
