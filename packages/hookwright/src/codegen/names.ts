/** Gives each type a name of its own that reads well: from what the document calls it, never a bare number. */
export class TypeNames {
  readonly #taken: Set<string>

  /** `reserved`: names that mean something else in the file. */
  constructor(reserved: readonly string[]) {
    this.#taken = new Set(reserved)
  }

  isFree(name: string): boolean {
    return name !== '' && !this.#taken.has(name)
  }

  /** The first of `wishes` that is free; else one made from the first. */
  claim(...wishes: string[]): string {
    const wanted = wishes.map(typeName).filter((wish) => wish !== '')
    const [first = 'Payload'] = wanted
    const suffixed = ['Schema', 'Payload', 'Data'].map((suffix) => first + suffix)
    const free = [...wanted, ...suffixed].find((name) => this.isFree(name)) ?? this.#numbered(first)
    this.#taken.add(free)
    return free
  }

  #numbered(name: string): string {
    let number = 2
    while (!this.isFree(`${name}${number}`)) number++
    return `${name}${number}`
  }
}

/** `account-holder.created` → `AccountHolderCreated`; capitals inside words stay: `SCIMUser` → `SCIMUser`. */
export function typeName(text: string): string {
  const words = text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? []
  const shouted = words.length > 1 && words.every((word) => word === word.toUpperCase())
  const name = words.map((word) => capital(shouted ? word.toLowerCase() : word)).join('')
  return /^\p{N}/u.test(name) ? `_${name}` : name
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Words of a title that say nothing of whose webhooks they are. */
const emptyWords: ReadonlySet<string> = new Set(
  'a an and api apis developer developers events event for from hook hooks http notification notifications of only openapi our public reference rest service services specification spec swagger the v1 v2 v3 webhook webhooks'.split(
    ' ',
  ),
)

/** `Polar API` → `Polar`, `Lithic Developer API` → `Lithic`; empty for `Webhooks`. */
export function senderName(title: string): string {
  const words = title.match(/[\p{L}\p{N}]+/gu) ?? []
  return typeName(words.filter((word) => !emptyWords.has(word.toLowerCase())).join(' '))
}

/** Words of a pointer that only lead somewhere. */
const steps: ReadonlySet<string> = new Set(
  'components schemas schema properties items allOf anyOf oneOf content requestBody responses paths webhooks application/json post put get patch delete $defs additionalProperties prefixItems'.split(
    ' ',
  ),
)

/** A name for what a `$ref` points to: `#/components/schemas/Order/properties/line_items` → `Order line_items`. */
export function nameInReference(reference: string): string {
  const keys = reference
    .split('/')
    .slice(1)
    .map((key) => unescaped(key).replaceAll('~1', '/').replaceAll('~0', '~'))
  const [first, second, component, ...inside] = keys
  const telling = (list: readonly string[]) => list.filter((key) => !steps.has(key) && !/^\d+$/.test(key))
  if (first === 'components' && second === 'schemas' && component !== undefined) {
    return [component, ...telling(inside)].join(' ')
  }
  const found = telling(keys)
  return found.length > 0 ? found.slice(-3).join(' ') : reference.replace('#', '')
}

function unescaped(key: string): string {
  try {
    return decodeURIComponent(key)
  } catch {
    return key
  }
}
