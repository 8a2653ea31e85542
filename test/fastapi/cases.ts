import { readFileSync } from 'node:fs'

import { z } from 'zod'

const Loc = z.array(z.union([z.string(), z.int()]))

const Part = z.object({ name: z.string(), text: z.string(), filename: z.string().optional() })

/** What an answer is compared by. `locs` are where the errors of a 422 are, in any order. */
const Outcome = z.object({
  status: z.int(),
  locs: z.array(Loc).optional(),
  missing: z.array(Loc).optional(),
  location: z.string().optional(),
  allow: z.string().optional(),
  body: z.json().optional(),
})

export type Outcome = z.infer<typeof Outcome>

const Case = z.strictObject({
  group: z.string(),
  name: z.string(),
  method: z.string(),
  path: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])).default([]),
  json: z.json().optional(),
  text: z.string().optional(),
  form: z.array(z.tuple([z.string(), z.string()])).optional(),
  parts: z.array(Part).optional(),
  /** Where Hookwright answers otherwise, on purpose: why, and what it answers. */
  differs: z.string().optional(),
  answers: Outcome.optional(),
})

export type Case = z.infer<typeof Case>

const Recording = z.object({
  fastapi: z.string(),
  answers: z.record(
    z.string(),
    z.object({
      ...Outcome.omit({ locs: true, missing: true }).shape,
      errors: z.array(z.object({ loc: Loc, type: z.string() })).optional(),
    }),
  ),
})

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))

export const cases = z.array(Case).parse(read('cases.json'))

const recording = Recording.parse(read('recorded.json'))

export const fastapiVersion = recording.fastapi

/** What FastAPI answered to a case. */
export function recordedOf({ name }: Case): Outcome {
  const answer = recording.answers[name]
  if (!answer) throw new Error(`recorded.json has no answer to "${name}": run reference/record.py`)
  const { errors, ...rest } = answer
  return errors ? { ...rest, ...placesOf(errors) } : rest
}

/** Names that were recorded and are no case any more. */
export function strayAnswers(): string[] {
  const names = new Set(cases.map(({ name }) => name))
  return Object.keys(recording.answers).filter((name) => !names.has(name))
}

const Errors = z.object({ detail: z.array(z.object({ loc: Loc, type: z.string() })) })

/** What an answer of Hookwright is compared by. */
export async function outcomeOf(response: Response, url: string): Promise<Outcome> {
  const { status, headers } = response
  const location = headers.get('location')
  if (location !== null) {
    const { pathname, search } = new URL(location, url)
    return { status, location: pathname + search }
  }
  if (status === 405) return { status, allow: headers.get('allow') ?? '' }
  if (status === 422) return { status, ...placesOf(Errors.parse(await response.json()).detail) }
  const text = await response.text()
  return response.ok && text !== '' ? { status, body: z.json().parse(JSON.parse(text)) } : { status }
}

type Located = { loc: z.infer<typeof Loc>; type: string }

function placesOf(errors: readonly Located[]): Pick<Outcome, 'locs' | 'missing'> {
  const sorted = (all: readonly Located[]) =>
    all.map(({ loc }) => loc).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  return { locs: sorted(errors), missing: sorted(errors.filter(({ type }) => type === 'missing')) }
}

const origin = 'http://testserver'

export function requestOf({ method, path, headers, json, text, form, parts }: Case): Request {
  const sent = new Headers(headers)
  if (json !== undefined) sent.set('content-type', 'application/json')
  if (form) sent.set('content-type', 'application/x-www-form-urlencoded')
  const init = { method, headers: sent }
  if (parts) return new Request(origin + path, { ...init, body: formDataOf(parts) })
  const content =
    json === undefined ? (form ? new URLSearchParams(form).toString() : text) : JSON.stringify(json)
  // Bytes, since a text would be given a content type.
  const body = content === undefined ? {} : { body: new TextEncoder().encode(content) }
  return new Request(origin + path, { ...init, ...body })
}

function formDataOf(parts: readonly z.infer<typeof Part>[]): FormData {
  const data = new FormData()
  for (const { name, text, filename } of parts) {
    if (filename === undefined) data.append(name, text)
    else data.append(name, new File([text], filename, { type: 'text/plain' }))
  }
  return data
}
