import { HookwrightError } from '../errors.ts'

/**
 * The stylesheet that sets the page's variables.
 *
 * @throws HookwrightError `bad_option` for what is no variable of the page, or no value of one.
 */
export function themeCss(theme: Readonly<Record<string, string>>): string {
  const declarations = Object.entries(theme).map(([name, value]) => {
    const place = `delivery.portal.theme[${JSON.stringify(name)}]`
    if (!/^--hw-[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
      throw new HookwrightError('bad_option', `${place} is no variable of the page; they begin with --hw-.`)
    }
    if (!isOneValue(value)) {
      throw new HookwrightError(
        'bad_option',
        `${place} is ${JSON.stringify(value)}; it must be one CSS value, such as #0a7, light-dark(#fff, #111) or "Inter", sans-serif.`,
      )
    }
    return `  ${name}: ${value.trim()};\n`
  })
  // Thrice, to outweigh what the page itself says of its dark and light looks.
  return declarations.length === 0 ? '' : `:root:root:root {\n${declarations.join('')}}\n`
}

/** Whether a text ends where the declaration that it stands in does, and fetches nothing. */
function isOneValue(value: unknown): value is string {
  if (typeof value !== 'string' || value.trim() === '' || value.length > 500) return false
  if (!/^[\p{L}\p{N} #%.,()'"+*/_-]+$/u.test(value) || /\/\*|\*\/|(url|image|image-set|src)\(/i.test(value))
    return false
  const bare = value.replaceAll(/"[^"]*"|'[^']*'/g, '')
  if (/["']/.test(bare)) return false
  let depth = 0
  for (const character of bare) {
    if (character === '(') depth++
    if (character === ')' && --depth < 0) return false
  }
  return depth === 0
}
