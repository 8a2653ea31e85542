const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** As it may stand between tags and in attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** The shortest reference that leads from one absolute path to another: `/a/docs` to `/openapi.json` is `../openapi.json`. */
export function relative(from: string, to: string): string {
  const folders = from.split('/').slice(1, -1)
  const target = to.split('/').slice(1)
  let shared = 0
  while (shared < folders.length && shared < target.length - 1 && folders[shared] === target[shared]) shared++
  // The dot keeps a first part with a colon from being read as a scheme.
  return `${'../'.repeat(folders.length - shared) || './'}${target.slice(shared).join('/')}`
}
