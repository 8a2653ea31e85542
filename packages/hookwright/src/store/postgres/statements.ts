import { createHash } from 'node:crypto'
import type { PostgresQuery } from './client.ts'

/**
 * When PostgreSQL decides how to run a statement. `once`, for each connection, is right where there is one
 * way only. `each time` is for what finds many rows at once in a big table: a plan that was made while the
 * table was empty reads all of it later, until PostgreSQL has counted it again, and one that is made for any
 * limit takes it for a tenth of the table.
 */
export type Planned = 'once' | 'each time'

/** Turns SQL and values into what `pg` is asked, on the tables of one schema. */
export class Statements {
  readonly #schema: string | undefined
  readonly #timeoutMs: number
  readonly #prepared = new Map<string, Prepared>()

  /** Without a schema the connection's search path says where the tables are. */
  constructor(schema: string | undefined, timeoutMs: number) {
    this.#schema = schema
    this.#timeoutMs = timeoutMs
  }

  toQuery(sql: string, values: unknown[], planned: Planned): PostgresQuery {
    const { name, text } = this.#prepare(sql)
    const query = { text, values, types, query_timeout: this.#timeoutMs }
    return planned === 'once' ? { ...query, name } : query
  }

  /** For what takes no values and is not worth preparing. */
  toCommand(text: string): PostgresQuery {
    return { text, query_timeout: this.#timeoutMs }
  }

  #prepare(sql: string): Prepared {
    let prepared = this.#prepared.get(sql)
    if (prepared === undefined) {
      const text = this.#inSchema(sql)
      // A connection may be shared with other code, so a name never stands for two texts.
      const name = `hookwright_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
      prepared = { name, text }
      this.#prepared.set(sql, prepared)
    }
    return prepared
  }

  #inSchema(sql: string): string {
    if (this.#schema === undefined) return sql
    return sql.replace(/\bhookwright_/g, `${quoted(this.#schema)}.hookwright_`)
  }
}

interface Prepared {
  name: string
  text: string
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`
}

/** Of our own, so that neither do we change what the application reads, nor does it change what we do. */
const types = {
  getTypeParser: (oid: number): ((text: string) => unknown) => parsers[oid] ?? String,
}

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  16: (bool) => bool === 't',
  17: toBytes,
  20: Number,
  23: Number,
  701: Number,
}

function toBytes(text: string): Uint8Array {
  const { buffer, byteOffset, byteLength } = toBuffer(text)
  return new Uint8Array(buffer, byteOffset, byteLength)
}

function toBuffer(text: string): Buffer {
  if (text.startsWith('\\x')) return Buffer.from(text.slice(2), 'hex')
  // A server or role with `bytea_output = escape`.
  const unescaped = text.replace(/\\(\\|[0-7]{3})/g, (_, code: string) =>
    code === '\\' ? code : String.fromCharCode(Number.parseInt(code, 8)),
  )
  return Buffer.from(unescaped, 'latin1')
}
