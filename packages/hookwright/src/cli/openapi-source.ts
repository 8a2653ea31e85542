import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

import { readForeignDocument, type ForeignDocument, type ReadOptions } from '../documents/document.ts'
import { CommandError } from './failure.ts'

/** What a server may take to send a document, headers and body. */
const patienceMs = 30_000

/** Far more than any document has: GitHub's has 12 MB. */
const mostBytes = 100_000_000

/**
 * The OpenAPI document that a command was given: a file, an http or https URL, or `-` for standard input.
 *
 * @throws CommandError `document_unreadable`, HookwrightError `bad_document`
 */
export async function readSource(source: string, options?: ReadOptions): Promise<ForeignDocument> {
  const name = source === '-' ? 'Standard input' : source
  return readForeignDocument(await read(source, name), name, options)
}

async function read(source: string, name: string): Promise<string> {
  try {
    if (source === '-') return await text(process.stdin)
    return await (/^https?:\/\//i.test(source) ? download(source) : readFile(source, 'utf8'))
  } catch (error) {
    throw new CommandError('document_unreadable', `${name} cannot be read: ${reasonOf(error)}.`, {
      cause: error,
    })
  }
}

async function download(url: string): Promise<string> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(patienceMs),
    headers: { accept: 'application/json, application/yaml;q=0.9, */*;q=0.5' },
  })
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim())
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of response.body ?? []) {
    length += chunk.length
    if (length > mostBytes) throw new Error(`it is larger than ${mostBytes / 1_000_000} MB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `it did not come within ${patienceMs / 1_000} s`
  // What undici says itself is "fetch failed".
  if (error.cause instanceof Error) return error.cause.message
  if ('code' in error && error.code === 'ENOENT') return 'there is no such file'
  if ('code' in error && error.code === 'EISDIR') return 'it is a folder'
  return error.message
}
