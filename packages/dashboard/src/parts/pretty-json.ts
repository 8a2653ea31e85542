/**
 * JSON with line breaks, for reading; null for what is no JSON. Only blanks between the parts change: numbers keep all
 * their digits, and names their order, which reading and writing it anew would lose.
 */
export function prettyJson(text: string): string | null {
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  let pretty = ''
  let depth = 0
  const line = () => `\n${'  '.repeat(depth)}`
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === '{' || token === '[') {
      depth++
      pretty += token + line()
    } else if (token === '}' || token === ']') {
      depth--
      pretty += line() + token
    } else if (token === ',') pretty += token + line()
    else if (token === ':') pretty += ': '
    else pretty += token.length > 1 && /^[{[]/.test(token) ? token.replaceAll(/\s/g, '') : token
  }
  return pretty
}
