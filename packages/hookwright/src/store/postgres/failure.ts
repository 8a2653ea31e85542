import { HookwrightError } from '../../errors.ts'

/** What PostgreSQL's and the system's codes mean to the person who has to mend it. */
const cures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Check that PostgreSQL runs, and the host and port.',
  ECONNRESET: 'PostgreSQL, or something before it, closed the connection; the next call makes another one.',
  ENOENT: 'Check that PostgreSQL runs, and the folder of its socket.',
  ENOTFOUND: 'Check the host.',
  EAI_AGAIN: 'Check the host, and that names can be resolved.',
  ETIMEDOUT: 'Check the host and port, and that no firewall is between.',
  '25P02': 'It failed before this: roll it back.',
  '25006': 'It is a standby: connect to the primary.',
  '28000': 'Check the user, and what pg_hba.conf lets it do.',
  '28P01': 'Check the user and the password.',
  '3D000': 'Create the database, or name another one.',
  '3F000': 'Create the schema, or name one by the option `schema`.',
  '42501': 'Let a user that may create tables open the store once, or grant this one what it lacks.',
  '42P01': 'Its tables have gone since it was opened: close and open the store again.',
  '53100': 'The disk of the server is full: make room.',
  '53300': 'Lower `poolSize`, end other clients, or raise max_connections.',
  '57014': 'It took longer than the statement_timeout of the server or the role.',
  '57P01': 'PostgreSQL is being stopped; the next call makes a new connection.',
  '57P03': 'PostgreSQL is just starting; try again soon.',
}

/** What `pg` says without a code. */
const curesByMessage: readonly (readonly [RegExp, string])[] = [
  [
    /^timeout exceeded when trying to connect/,
    'All connections were in use for all of `connectTimeoutMs`: raise `poolSize`.',
  ],
  [/connection timeout|^timeout expired/, 'Check the host and port, and that no firewall is between.'],
  [/^Query read timeout/, 'It took longer than `timeoutMs`; whether it was done is not known.'],
  [
    /^Connection terminated/,
    'PostgreSQL, or something before it, closed the connection; the next call makes another one.',
  ],
]

/** @param what What failed, without an end: `postgres:localhost:5432/app: enqueue failed`. */
export function storeFailed(what: string, error: unknown): HookwrightError {
  if (error instanceof HookwrightError) return error
  const reason = reasonOf(error)
  const cure = cures[codeOf(error)] ?? curesByMessage.find(([said]) => said.test(reason))?.[1]
  const message = `${what}: ${reason}. ${cure ?? 'The cause has the details.'}`
  return new HookwrightError('store_failed', message, { cause: error })
}

/** Whether a transaction was ended only because another one was in its way: deadlock or serialization. */
export function isClash(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40P01' || code === '40001'
}

/** Whether a statement was prepared before a newer version of Hookwright added a column to what it reads. */
export function isStalePlan(error: unknown): boolean {
  return codeOf(error) === '0A000' && /cached plan/.test(reasonOf(error))
}

function reasonOf(error: unknown): string {
  // A name with several addresses, none of which answered: Node leaves the message empty.
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return error instanceof Error ? error.message : String(error)
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}
