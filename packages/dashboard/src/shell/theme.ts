/** Light or dark: as the system says, until the viewer says otherwise. */
import { useState } from 'react'

export type ThemeChoice = 'system' | 'light' | 'dark'

const place = 'hookwright-theme'

function kept(): ThemeChoice {
  try {
    const value = localStorage.getItem(place)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    // Storage may be refused, in a frame for instance: then it lasts as long as the page.
    return 'system'
  }
}

function apply(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = choice
}

/** Call it before the first drawing. */
export function applyTheme(): void {
  apply(kept())
}

export function useTheme(): [ThemeChoice, (choice: ThemeChoice) => void] {
  const [choice, setChoice] = useState(kept)
  function choose(next: ThemeChoice) {
    setChoice(next)
    apply(next)
    try {
      localStorage.setItem(place, next)
    } catch {
      // As above.
    }
  }
  return [choice, choose]
}
