import { expect, inject, test } from 'vitest'
import { Client } from 'pg'
import { column, pack } from '../../../src/store/postgres/parameters.ts'

async function unnested(type: string, values: readonly (string | number | null)[]): Promise<unknown[]> {
  const client = new Client({ connectionString: inject('databaseUrl') })
  await client.connect()
  const { rows } = await client.query<{ value: unknown }>(`select unnest($1::${type}[]) as value`, [
    column(values),
  ])
  await client.end()
  return rows.map(({ value }) => value)
}

test('a column of texts comes out as it went in, whatever they hold', async () => {
  const texts = [
    '',
    'null',
    'NULL',
    '{}',
    'a,b',
    '"quoted"',
    'ü 漢字 🪝',
    ' space ',
    null,
    '\u2028',
    "it's",
    '$1',
  ]
  expect(await unnested('text', texts)).toEqual(texts)
  const escaped = [...texts, '\\', '\\"', 'line\nbreak\ttab', '\u0001', '\\n']
  expect(await unnested('text', escaped)).toEqual(escaped)
})

test('a column of numbers comes out as it went in', async () => {
  const numbers = [0, -1, 2 ** 31 - 1, null]
  expect(await unnested('int', numbers)).toEqual(numbers)
  expect(await unnested('bigint', [1_795_435_200_000, null])).toEqual(['1795435200000', null])
  expect(await unnested('int', [])).toEqual([])
})

test('packed bytes say where each part is, as SQL counts', () => {
  const parts = [new Uint8Array([1, 2]), null, new Uint8Array(0), Buffer.from([3])]
  expect(pack(parts)).toEqual({ bytes: Buffer.from([1, 2, 3]), from: [1, 3, 3, 3], length: [2, null, 0, 1] })
})
