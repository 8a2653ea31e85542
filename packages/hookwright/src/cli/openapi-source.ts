import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

import { readForeignDocument, type ForeignDocument, type ReadOptions } from '../documents/document.ts'
import { download, isUrl, whyUnreadable } from '../documents/download.ts'
import { CommandError } from './failure.ts'

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
    if (!isUrl(source)) return await readFile(source, 'utf8')
    return (await download(source))?.text ?? ''
  } catch (error) {
    throw new CommandError('document_unreadable', `${name} cannot be read: ${whyUnreadable(error)}.`, {
      cause: error,
    })
  }
}
