import { endpointQuery } from '../queries.ts'
import { replaced, secretsQuery, secretsUpdate, secretsValues, toStoredSecrets } from '../secrets.ts'
import type { SecretReplacement, SecretsPage, StoredSecrets } from '../store.ts'
import type { Database } from './database.ts'

export async function listSecrets(database: Database, page: SecretsPage): Promise<StoredSecrets[]> {
  return (await database.query(secretsQuery, secretsValues(page))).map(toStoredSecrets)
}

export function replaceSecrets(
  database: Database,
  tenant: string,
  id: string,
  replacements: readonly SecretReplacement[],
): Promise<number> {
  return database.transaction(async (transaction) => {
    // A rotation waits, and then finds it as this transaction leaves it.
    const [row] = await transaction.query(`${endpointQuery} for update`, [tenant, id])
    if (row === undefined) return 0
    const { values, count } = replaced(toStoredSecrets(row), replacements)
    if (count > 0) await transaction.query(secretsUpdate, [tenant, id, ...values])
    return count
  })
}
