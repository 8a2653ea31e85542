import { endpointQuery } from '../queries.ts'
import { replaced, secretsQuery, secretsUpdate, secretsValues, toStoredSecrets } from '../secrets.ts'
import type { SecretReplacement, SecretsPage, StoredSecrets } from '../store.ts'
import type { Connection } from './connection.ts'

export function listSecrets(connection: Connection, page: SecretsPage): StoredSecrets[] {
  return connection.all(secretsQuery, secretsValues(page)).map(toStoredSecrets)
}

export function replaceSecrets(
  connection: Connection,
  tenant: string,
  id: string,
  replacements: readonly SecretReplacement[],
): number {
  const row = connection.get(endpointQuery, [tenant, id])
  if (row === undefined) return 0
  const { values, count } = replaced(toStoredSecrets(row), replacements)
  if (count > 0) connection.run(secretsUpdate, [tenant, id, ...values])
  return count
}
