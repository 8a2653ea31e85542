import type { ResolvedMounted } from '../declarations.ts'
import type { Mistakes } from '../mistakes.ts'

/** Looks for mistakes in where other apps are mounted. */
export function checkMounted(
  mounted: readonly ResolvedMounted[],
  reserved: ReadonlySet<string>,
  mistakes: Mistakes,
): void {
  const taken = new Map<string, ResolvedMounted>()
  for (const one of mounted) {
    const at = one.place.toString()
    const place = `mount ${JSON.stringify(one.path)}${at && ` (declared at ${at})`}`
    if (!one.path.startsWith('/')) {
      mistakes.add(place, 'its path does not start with "/"', `Write "/${one.path}"`)
    } else if (/[{}*?#:]/.test(one.path)) {
      mistakes.add(place, 'its path holds what only a route can have', 'Mount it at a plain path: /legacy')
    } else if (one.path.length > 1 && one.path.endsWith('/')) {
      mistakes.add(place, 'its path ends with "/"', `Write ${JSON.stringify(one.path.replace(/\/+$/, ''))}`)
    }
    if (reserved.has(one.path)) {
      mistakes.add(
        place,
        'its path is that of a page',
        'Move the page (new App({ openapiUrl, docsUrl })) or the app',
      )
    }
    if (taken.has(one.path)) {
      mistakes.add(place, 'another app is mounted there', 'Give each a path of its own')
    }
    taken.set(one.path, one)
  }
}
