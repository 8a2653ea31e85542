/** The API beside the page, typed by its own document. */
import createClient, { createQuerySerializer } from 'openapi-fetch'

import { endSession, fetchSignedIn } from '../session/session.ts'
import { ApiError, refusalOf } from './errors.ts'
import type { components, paths } from './schema.d.ts'

/** What the API shows: `View<'WebhookEndpoint'>`. */
export type View<Name extends keyof components['schemas']> = components['schemas'][Name]

/** The page's own address, without fragment and last slash: the API is beside it. */
export const apiUrl = new URL('.', document.baseURI).href.replace(/\/$/, '')

const serialize = createQuerySerializer({ array: { style: 'form', explode: true } })

/** Calls for one tenant, whom an operator names; a tenant's own session needs no name. */
export function createApi(tenant: string | null) {
  const client = createClient<paths>({
    baseUrl: apiUrl,
    fetch: fetchSignedIn,
    querySerializer: (query) => serialize(tenant === null ? query : { ...query, tenant }),
  })
  client.use({
    onResponse({ response }) {
      if (response.status === 401) endSession()
    },
  })
  return client
}

export type Api = ReturnType<typeof createApi>

interface Answer<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/**
 * What a call answers: `await answered(api.GET('/endpoints'))`.
 *
 * @throws ApiError
 */
export async function answered<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await reached(call)
  if (!response.ok || data === undefined) throw refusalOf(response, error)
  return data
}

/**
 * The same for a call that answers nothing (204).
 *
 * @throws ApiError
 */
export async function done(call: Promise<Answer<unknown>>): Promise<void> {
  const { error, response } = await reached(call)
  if (!response.ok) throw refusalOf(response, error)
}

function reached<Data>(call: Promise<Answer<Data>>): Promise<Answer<Data>> {
  return call.catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiError(0, 'The server cannot be reached. Look at your connection, then try again.')
  })
}
