/** Names made from names: event types and paths become titles, component names and operation ids. */

/** `new-subscription`, `orders.lineAdded` → `['new', 'subscription']`, `['orders', 'line', 'Added']`. */
function words(text: string): string[] {
  return text.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{Lu}|\p{Lo}+|\p{N}+/gu) ?? []
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** `new-subscription` → `New Subscription`. */
export function titleCase(text: string): string {
  return words(text).map(capital).join(' ')
}

/** `new-subscription` → `NewSubscription`. */
export function pascalCase(text: string): string {
  return words(text)
    .map((word) => capital(word.toLowerCase()))
    .join('')
}

/** `new-subscription` → `newSubscription`; a text without letters or digits stays as it is. */
export function camelCase(text: string): string {
  const pascal = pascalCase(text)
  return pascal.charAt(0).toLowerCase() + pascal.slice(1) || text
}

/** `Größe der Lieferung` → `GrosseDerLieferung`: component names are ASCII. Empty where nothing is left. */
export function componentName(text: string): string {
  return pascalCase(
    text
      .replaceAll('ß', 'ss')
      .normalize('NFD')
      .replaceAll(/[^\x20-\x7E]/g, ''),
  )
}

/** `get`, `/users/{id}/posts` → `get users by id posts`: what ids and summaries of routes are made from. */
export function routePhrase(method: string, path: string): string {
  const parts = path
    .split('/')
    .filter(Boolean)
    .map((part) => part.replaceAll(/\{([^{}]+)\}/g, 'by $1'))
  return [method, ...(parts.length > 0 ? parts : ['root'])].join(' ')
}
