import { useTheme, type ThemeChoice } from './theme.ts'

const choices: readonly { choice: ThemeChoice; label: string }[] = [
  { choice: 'system', label: 'System' },
  { choice: 'light', label: 'Light' },
  { choice: 'dark', label: 'Dark' },
]

export function ThemeSwitch() {
  const [choice, choose] = useTheme()
  return (
    <select
      className="theme-switch"
      aria-label="Colours"
      value={choice}
      onChange={({ target }) =>
        choose(choices.find((one) => one.choice === target.value)?.choice ?? 'system')
      }
    >
      {choices.map((one) => (
        <option key={one.choice} value={one.choice}>
          {one.label}
        </option>
      ))}
    </select>
  )
}
