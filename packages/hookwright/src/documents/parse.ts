import { LineCounter, parseDocument } from 'yaml'

import { HookwrightError } from '../errors.ts'
import { isJsonObject, type JsonSchema } from '../schema/schema.ts'

/**
 * The object that a text in JSON or YAML holds. `source` names it in errors.
 *
 * @throws HookwrightError `bad_document` where it is neither, with the line and column.
 */
export function parseObject(text: string, source: string): JsonSchema {
  const value = /^\s*[{[]/.test(text) ? parseJson(text, source) : parseYaml(text, source)
  if (!isJsonObject(value)) {
    throw new HookwrightError(
      'bad_document',
      `${source} holds no object. Give an OpenAPI document in JSON or YAML.`,
    )
  }
  return value
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new HookwrightError('bad_document', `${source} is not JSON: ${reason}.`)
  }
}

function parseYaml(text: string, source: string): unknown {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { lineCounter, merge: true, strict: false, logLevel: 'error' })
  const [first] = document.errors
  if (first) {
    const { line, col } = lineCounter.linePos(first.pos[0])
    const [reason] = first.message.split(/ at line |:\n/)
    throw new HookwrightError(
      'bad_document',
      `${source} is not YAML: ${reason} (line ${line}, column ${col}).`,
    )
  }
  try {
    return document.toJS()
  } catch (error) {
    // Aliases that unfold into more than memory holds.
    const reason = error instanceof Error ? error.message : String(error)
    throw new HookwrightError('bad_document', `${source} cannot be read: ${reason}.`)
  }
}
