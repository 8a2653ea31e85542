import { text, textOrNull } from './columns.ts'
import type { Row } from './columns.ts'
import { toSecrets } from './rows.ts'
import type { SecretReplacement, SecretsPage, StoredSecrets } from './store.ts'

/** Secrets, and headers that may be secret, of the whole store, whatever the database. Values go by position: `$1`, `$2`, … */

export const secretsQuery = `
select tenant, id, secrets, headers from hookwright_endpoint where (tenant, id) > ($1, $2) order by tenant, id limit $3`

export function secretsValues({ after, limit }: SecretsPage) {
  return [after?.tenant ?? '', after?.id ?? '', limit]
}

export function toStoredSecrets(row: Row): StoredSecrets {
  return {
    tenant: text(row, 'tenant'),
    id: text(row, 'id'),
    secrets: toSecrets(row),
    headers: textOrNull(row, 'headers'),
  }
}

/** Takes the tenant, the id and what `replaced` gives. */
export const secretsUpdate =
  'update hookwright_endpoint set secrets = $3, headers = $4 where tenant = $1 and id = $2'

/** The columns after the replacements, and how many of these found what they replace. */
export function replaced(
  { secrets, headers }: Pick<StoredSecrets, 'secrets' | 'headers'>,
  replacements: readonly SecretReplacement[],
): { values: [secrets: string, headers: string | null]; count: number } {
  const byFrom = new Map(replacements.map(({ from, to }) => [from, to]))
  let count = 0
  const after = secrets.map((secret) => {
    const to = byFrom.get(secret.secret)
    if (to === undefined) return secret
    count++
    return { ...secret, secret: to }
  })
  const newHeaders = headers === null ? undefined : byFrom.get(headers)
  if (newHeaders !== undefined) count++
  return { values: [JSON.stringify(after), newHeaders ?? headers], count }
}
