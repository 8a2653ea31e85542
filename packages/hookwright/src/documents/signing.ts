import { isJsonObject, type JsonSchema, type JsonValue } from '../schema/schema.ts'

/** How requests are signed by the word of a document: OpenAPI has no words for it, some tools have. */
export interface Signing {
  /** The header that the signature comes in, in lower case. */
  header: string
  /** As the document has it: `hmac sha256`. */
  method: string
}

/**
 * Reads `x-fern-webhook-signature`, of the document or else of its first webhook that has it, and
 * `x-speakeasy-webhooks`. Undefined where nothing is said.
 */
export function readSigning(root: JsonSchema): Signing | undefined {
  const { webhooks } = root
  const items = isJsonObject(webhooks) ? Object.values(webhooks).flatMap(operationsIn) : []
  const fern = [root, ...items]
    .map((holder) => holder['x-fern-webhook-signature'])
    .find((value) => isJsonObject(value))
  const speakeasy = root['x-speakeasy-webhooks']
  const security = isJsonObject(speakeasy) ? speakeasy['security'] : undefined
  return (
    signingIn(fern, 'header', ['type', 'algorithm']) ??
    signingIn(security, 'headerName', ['type', 'algorithm'])
  )
}

function operationsIn(pathItem: JsonValue): JsonSchema[] {
  return isJsonObject(pathItem)
    ? [pathItem, ...Object.values(pathItem).filter((operation) => isJsonObject(operation))]
    : []
}

function signingIn(
  value: JsonValue | undefined,
  header: string,
  said: readonly string[],
): Signing | undefined {
  const name = isJsonObject(value) ? value[header] : undefined
  if (!isJsonObject(value) || typeof name !== 'string') return undefined
  const words = said.map((key) => value[key]).filter((word) => typeof word === 'string')
  return { header: name.toLowerCase(), method: words.join(' ') }
}
