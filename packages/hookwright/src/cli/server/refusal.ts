import { z } from 'zod'

import { CommandError } from '../failure.ts'
import type { ServerOptions } from './options.ts'

/** What to tell of a server that does not answer, or refuses: each time with the cure. */

export function unreachable(url: string, error: unknown): CommandError {
  return new CommandError(
    'server_unreachable',
    `No server answers at ${url} (${reasonOf(error)}). Start it, or say where it is: --url or HOOKWRIGHT_URL.`,
    { cause: error },
  )
}

/** `fetch` says only that it failed; the causes below say why. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return reasonOf(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : reasonOf(error.cause)
}

const Answer = z.object({
  detail: z.union([
    z.string(),
    z.array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string(), type: z.string() })),
  ]),
})

interface Asked extends ServerOptions {
  path: string
  what?: string | undefined
}

export function refusal(status: number, body: unknown, asked: Asked): CommandError {
  const { url, api, path, token, what } = asked
  const { data } = Answer.safeParse(body)
  if (status === 401) return new CommandError('not_authenticated', notAuthenticated(token, data?.detail))
  if (status === 404) {
    return what !== undefined && data !== undefined
      ? new CommandError('not_found', `There is no ${what} of this tenant at ${url}.`)
      : new CommandError(
          'not_found',
          `There is no management API at ${url}${api}, or not for this tenant (404 for ${path}). An app with \`delivery\` has one; ` +
            'say where it is mounted with --api, and check --url and --tenant.',
        )
  }
  if (status >= 500 || data === undefined) {
    const detail = typeof data?.detail === 'string' ? `: ${data.detail}` : ''
    return new CommandError(
      'server_failed',
      `${url}${api}${path} answered ${status}${detail}. Its log says why.`,
    )
  }
  const { detail } = data
  if (typeof detail === 'string') return new CommandError('refused', `${detail}.`)
  if (detail.some(({ loc, type }) => loc.join('.') === 'query.tenant' && type === 'missing')) {
    return new CommandError(
      'tenant_missing',
      'This token is an operator’s, who acts for any tenant: say for which, with --tenant acme or HOOKWRIGHT_TENANT.',
    )
  }
  // Our own errors are whole sentences that name the place; those of schemas say only what is wrong there.
  const lines = detail.map(({ loc, msg }) =>
    (/[.:\n]/.test(msg) && loc.length < 2) || msg.endsWith('.') ? msg : `${loc.join('.')}: ${msg}`,
  )
  return new CommandError('refused', lines.join('\n'))
}

function notAuthenticated(token: string | undefined, detail: unknown): string {
  if (token === undefined) {
    return (
      'The server wants to know who asks: give --token or HOOKWRIGHT_TOKEN. On loopback it prints a development ' +
      'token when it starts; elsewhere it is whatever `delivery.authenticate` accepts.'
    )
  }
  const said = typeof detail === 'string' ? ` It says: ${detail}.` : ''
  return `The server does not accept this token.${said} A development token is a new one after each start of the server.`
}
