import { useEffect, useEffectEvent, useState } from 'react'

import { useSearchTexts } from '../shell/place.ts'

/** A text of the address that is typed: the address follows once the typing rests. */
export function useTypedText(name: string): [text: string, type: (text: string) => void] {
  const [texts, change] = useSearchTexts()
  const [text, setText] = useState(texts[name] ?? '')
  const follow = useEffectEvent((typed: string) => {
    if (typed !== (texts[name] ?? '')) change({ [name]: typed })
  })
  useEffect(() => {
    const resting = setTimeout(() => follow(text.trim()), 250)
    return () => clearTimeout(resting)
  }, [text])
  return [text, setText]
}
