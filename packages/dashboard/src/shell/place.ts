/** What the address says of the page: parts of its path, and what is after the question mark. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'

/** The part of the path that a route names: `/endpoints/$endpointId`. */
export function usePathPart(name: string): string {
  const parts: Readonly<Record<string, unknown>> = useParams({ strict: false })
  const part = parts[name]
  return typeof part === 'string' ? part : ''
}

export type SearchTexts = Readonly<Record<string, string | undefined>>

/** The texts after the question mark, and a way to change some of them, which stays on the page. */
export function useSearchTexts(): [SearchTexts, (change: SearchTexts) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const texts = Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
    ),
  )
  const change = (next: SearchTexts) => {
    const all = Object.entries({ ...texts, ...next }).filter(
      ([, value]) => value !== undefined && value !== '',
    )
    void navigate({ to: '.', search: Object.fromEntries(all), replace: true })
  }
  return [texts, change]
}
