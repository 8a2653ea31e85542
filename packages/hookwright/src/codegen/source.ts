import type { Source } from './model.ts'

/** As `--event-from` takes it, and equal for equal sources: `body:/data/type`, `header:x-event`. */
export function sourceText(source: Source): string {
  return source.in === 'header' ? `header:${source.name}` : `body:${source.path.map(escaped).join('')}`
}

/** Undefined where the text is no source. */
export function parseSource(text: string): Source | undefined {
  const [, place, rest = ''] = /^(body|header):(.+)$/.exec(text) ?? []
  if (place === 'header')
    return /^[\w!#$%&'*+.^`|~-]+$/.test(rest) ? { in: 'header', name: rest.toLowerCase() } : undefined
  if (place !== 'body' || !rest.startsWith('/')) return undefined
  const path = rest
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
  return { in: 'body', path }
}

function escaped(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
