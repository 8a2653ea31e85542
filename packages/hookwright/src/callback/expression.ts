/** Runtime expressions (OpenAPI 3.1, 4.8.20.4): which part of a request, or of its answer, makes up a callback's URL. */

/** One expression: `$request.query.url`. */
export interface Expression {
  /** As it was written, without braces. */
  text: string
  source: ExpressionSource
}

export type ExpressionSource =
  | { of: 'url' | 'method' | 'statusCode' }
  | { of: 'request' | 'response'; part: 'header' | 'query' | 'path'; name: string }
  /** The tokens of a JSON Pointer (RFC 6901); none for the whole body. */
  | { of: 'request' | 'response'; part: 'body'; pointer: readonly string[] }

/** A callback's URL before it is known: texts that stand as they are, and expressions. */
export type UrlTemplate = readonly (string | Expression)[]

/**
 * Reads `{$request.body#/callbackUrl}/done`, or an expression alone: `$request.header.x-callback`.
 *
 * @returns why it cannot be read, in words that name the cure, where that is so
 */
export function parseTemplate(template: string): UrlTemplate | { refusal: string } {
  if (template.startsWith('$')) {
    const alone = parseExpression(template)
    return 'refusal' in alone ? alone : [alone]
  }
  const parts: (string | Expression)[] = []
  for (const [piece] of template.matchAll(/\{[^{}]*\}|[^{}]+|[{}]/g)) {
    if (piece === '{' || piece === '}') return { refusal: `a brace without its counterpart${cure}` }
    if (!piece.startsWith('{')) {
      parts.push(piece)
      continue
    }
    const expression = parseExpression(piece.slice(1, -1))
    if ('refusal' in expression) return expression
    parts.push(expression)
  }
  const [first] = parts
  if (first === undefined) return { refusal: `it is empty${cure}` }
  if (typeof first === 'string' && !/^https?:\/\/[^/]/.test(first)) {
    return { refusal: `it begins neither with an expression nor with https://${cure}` }
  }
  return parts
}

const cure = ': write {$request.body#/callbackUrl}'

const token = /^[!#$%&'*+.^_`|~\w-]+$/

function parseExpression(text: string): Expression | { refusal: string } {
  if (text === '$url') return { text, source: { of: 'url' } }
  if (text === '$method') return { text, source: { of: 'method' } }
  if (text === '$statusCode') return { text, source: { of: 'statusCode' } }
  const [, of, part, rest = ''] = /^\$(request|response)\.(header|query|path|body)(.*)$/.exec(text) ?? []
  if (of !== 'request' && of !== 'response') {
    return { refusal: `"${text}" is no runtime expression${cure}` }
  }
  if (part === 'body') {
    if (rest === '' || rest === '#') return { text, source: { of, part, pointer: [] } }
    const pointer = pointerOf(rest)
    if (pointer) return { text, source: { of, part, pointer } }
    return { refusal: `"${text}" holds no JSON Pointer${cure}` }
  }
  if (part !== 'header' && (of === 'response' || (part !== 'query' && part !== 'path'))) {
    return { refusal: `"${text}" asks for what an answer does not have${cure}` }
  }
  const name = rest.slice(1)
  if (!rest.startsWith('.') || name === '' || (part === 'header' && !token.test(name))) {
    return { refusal: `"${text}" names no ${part}: write {$${of}.${part}.name}` }
  }
  return { text, source: { of, part, name } }
}

/** As a fragment, `#/a~1b/c%20d`: percent-decoded first, then `~1` and `~0`. */
function pointerOf(fragment: string): string[] | undefined {
  try {
    const decoded = decodeURIComponent(fragment)
    if (!decoded.startsWith('#/') || /~(?![01])/.test(decoded)) return undefined
    const tokens = decoded.slice('#/'.length).split('/')
    return tokens.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  } catch {
    return undefined
  }
}
