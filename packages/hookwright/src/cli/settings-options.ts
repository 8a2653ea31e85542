import { Option, type Command } from 'commander'

import type { Setting } from '../gateway/setting.ts'
import { flagOf, settings, variableOf, type SettingName } from '../gateway/settings.ts'

/** Adds an option for each setting; what they mean is read later, together with the environment and the file. */
export function addSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of names) command.addOption(optionOf(name))
  return command
}

function optionOf(name: SettingName): Option {
  const setting: Setting<unknown> = settings[name]
  const { placeholder, about, fallback, fallbackText, isList, isSecret } = setting
  const no = fallback === true ? 'no-' : ''
  const flags = `--${no}${flagOf(name)}${placeholder === undefined ? '' : ` ${placeholder}`}`
  const isShown = fallback !== undefined && typeof fallback !== 'boolean' && !isSecret
  const said = fallbackText ?? (isShown ? setting.show(fallback) : '')
  const byDefault = said === '' || said === '(none)' ? '' : ` (default: ${said})`
  const option = new Option(
    flags,
    `${no === '' ? about : `do not ${about}`}${byDefault} [${variableOf(name)}]`,
  )
  return isList ? option.argParser((value: string, before?: string[]) => [...(before ?? []), value]) : option
}

/** What was said on the command line, by the names of the settings. */
export function givenFlags(command: Command, names: readonly SettingName[]): Record<string, unknown> {
  const given = names.flatMap((name) => {
    const attribute = optionOf(name).attributeName()
    return command.getOptionValueSource(attribute) === 'cli'
      ? [[name, command.getOptionValue(attribute)]]
      : []
  })
  return Object.fromEntries(given)
}
