import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useEffectEvent, useState } from 'react'

/**
 * What the address says under a name after its `?`, so that a page can be linked to as it is; and how to change it
 * without a new entry in the history. Null where it says nothing.
 */
export function useAddressed(name: string): [string | null, (value: string | null) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false })
  const navigate = useNavigate()
  const value = search[name]
  function change(next: string | null) {
    void navigate({
      to: '.',
      search: (now: Readonly<Record<string, unknown>>) => ({ ...now, [name]: next ?? undefined }),
      replace: true,
    })
  }
  return [typeof value === 'string' && value !== '' ? value : null, change]
}

/** The same for a text that is typed: the address follows once the typing rests. */
export function useAddressedText(name: string): [text: string, type: (text: string) => void] {
  const [value, change] = useAddressed(name)
  const [text, setText] = useState(value ?? '')
  const follow = useEffectEvent((typed: string) => {
    if (typed.trim() !== (value ?? '')) change(typed.trim() === '' ? null : typed.trim())
  })
  useEffect(() => {
    const resting = setTimeout(() => follow(text), 250)
    return () => clearTimeout(resting)
  }, [text])
  return [text, setText]
}
