import { readFile } from 'node:fs/promises'

import { shownSource, whyUnreadable } from '../documents/download.ts'
import { parseObject } from '../documents/parse.ts'
import { HookwrightError } from '../errors.ts'
import type { JsonSchema, JsonValue } from '../schema/schema.ts'
import { mistakesBetween } from './delivery.ts'
import { nearestNames } from './nearest.ts'
import { BadValue, type Setting } from './setting.ts'
import { flagOf, settingNames, settings, variableOf, type SettingName, type Settings } from './settings.ts'

/** Where settings may come from, the first before the second, and so on. */
export interface Given {
  /** As the command line read them, by name. */
  flags: Readonly<Record<string, unknown>>
  environment: Readonly<Record<string, string | undefined>>
  /** A file in JSON or YAML. */
  file: string | undefined
}

export interface Configuration {
  values: Settings
  /** `--port`, `HOOKWRIGHT_PORT`, the name of the file, or `default`. */
  sources: Readonly<Record<SettingName, string>>
  /** What may be a mistake and is none for sure. */
  warnings: readonly string[]
}

/** What one place says of one setting. */
interface Said {
  value: JsonValue
  source: string
}

/**
 * Puts the configuration together: flags before variables before the file before defaults.
 *
 * @throws HookwrightError `bad_option` with every mistake at once, each with its place; values of secrets are not in it.
 */
export async function readConfiguration(given: Given): Promise<Configuration> {
  const mistakes: string[] = []
  const fromFile = await readFileOf(given.file, mistakes)
  const sources: Partial<Record<SettingName, string>> = {}
  const values: Partial<Record<SettingName, unknown>> = {}
  for (const name of settingNames) {
    const said = await find(name, given, fromFile, mistakes)
    const setting: Setting<unknown> = settings[name]
    sources[name] = said?.source ?? 'default'
    values[name] = said ? readValue(setting, said, mistakes, name) : setting.fallback
  }
  chooseDatabase(values, sources)
  if (!isComplete(values) || !isComplete(sources)) throw new Error('A setting was left out.')
  // What each means beside the others is for those that can be read.
  if (mistakes.length === 0) mistakes.push(...mistakesBetween(values))
  if (mistakes.length > 0) {
    throw new HookwrightError(
      'bad_option',
      `The configuration cannot be used:\n${mistakes.map((mistake) => `  ${mistake}`).join('\n')}`,
    )
  }
  return { values, sources, warnings: unknownVariables(given.environment) }
}

function isComplete(all: object): all is Settings & Record<SettingName, string> {
  return settingNames.every((name) => name in all)
}

async function readFileOf(file: string | undefined, mistakes: string[]): Promise<JsonSchema> {
  if (file === undefined) return {}
  let found: JsonSchema
  try {
    found = parseObject(await readFile(file, 'utf8'), file)
  } catch (error) {
    const isOurs = error instanceof HookwrightError
    mistakes.push(isOurs ? withoutExcerpt(error.message) : `${file} cannot be read: ${whyUnreadable(error)}.`)
    return {}
  }
  for (const name of Object.keys(found)) {
    if (Object.hasOwn(settings, name)) continue
    const [near] = nearestNames(name, settingNames)
    mistakes.push(
      `${name} (${file}): there is no such setting${near === undefined ? '' : `; did you mean ${near}?`}`,
    )
  }
  return found
}

async function find(
  name: SettingName,
  { flags, environment, file }: Given,
  fromFile: JsonSchema,
  mistakes: string[],
): Promise<Said | undefined> {
  const flag = flags[name]
  if (isGiven(flag))
    return {
      value: flag,
      source: name === 'document' ? 'argument' : `--${flag === false ? 'no-' : ''}${flagOf(name)}`,
    }
  const variable = variableOf(name)
  const text = environment[variable]
  if (text !== undefined && text !== '') return { value: text, source: variable }
  const path = environment[`${variable}_FILE`]
  if (path !== undefined && path !== '' && settings[name].isSecret) {
    try {
      return { value: (await readFile(path, 'utf8')).trim(), source: `${variable}_FILE` }
    } catch (error) {
      mistakes.push(`${name} (${variable}_FILE): ${path} cannot be read: ${whyUnreadable(error)}`)
    }
  }
  const inFile = fromFile[name]
  return inFile === undefined || file === undefined ? undefined : { value: inFile, source: file }
}

/** JSON.parse quotes what stands around the mistake, which may be a secret. */
function withoutExcerpt(message: string): string {
  return message.replace(/, (\.\.\.)?".*is not valid JSON/s, '')
}

function isGiven(flag: unknown): flag is JsonValue {
  return typeof flag === 'string' || typeof flag === 'boolean' || Array.isArray(flag)
}

function readValue(
  setting: Setting<unknown>,
  { value, source }: Said,
  mistakes: string[],
  name: SettingName,
): unknown {
  try {
    return setting.read(value)
  } catch (error) {
    if (!(error instanceof BadValue)) throw error
    const shown = setting.isSecret ? '' : `, not ${JSON.stringify(value)}`
    mistakes.push(`${name} (${source}): ${error.message}${shown}${hintFor(value)}`)
    return setting.fallback
  }
}

/** Kubernetes sets such a variable for a Service of the name `hookwright`. */
function hintFor(value: JsonValue): string {
  return typeof value === 'string' && value.startsWith('tcp://')
    ? '. Kubernetes sets it where a Service is named "hookwright": set enableServiceLinks: false on the Pod'
    : ''
}

const rank = (source: string | undefined) =>
  source === undefined || source === 'default'
    ? 3
    : source.startsWith('--')
      ? 0
      : source.startsWith('HOOKWRIGHT_')
        ? 1
        : 2

/** Of a file and a URL, the one that was said at the stronger place is meant; both at one are a mistake. */
function chooseDatabase(
  values: Partial<Record<SettingName, unknown>>,
  sources: Partial<Record<SettingName, string>>,
): void {
  const [file, url] = [rank(sources.database), rank(sources.databaseUrl)]
  if (file === url) return
  const weaker = file < url ? 'databaseUrl' : 'database'
  values[weaker] = undefined
  sources[weaker] = 'default'
}

/** Variables that other commands read. */
const ofOthers = ['URL', 'TOKEN', 'TENANT', 'API', 'SECRET', 'CONFIG', 'PYTHON'].map(
  (name) => `HOOKWRIGHT_${name}`,
)

function unknownVariables(environment: Given['environment']): string[] {
  const known = new Set([
    ...ofOthers,
    ...settingNames.flatMap((name) => [variableOf(name), `${variableOf(name)}_FILE`]),
  ])
  const strangers = Object.keys(environment).filter(
    (name) => name.startsWith('HOOKWRIGHT_') && !known.has(name),
  )
  return strangers.map((name) => {
    const [near] = nearestNames(name, settingNames.map(variableOf))
    return `The variable ${name} is no setting and is ignored${near === undefined ? '' : `; did you mean ${near}?`}`
  })
}

/** Every setting with its value, without secrets, and where it came from. */
export function describeConfiguration({
  values,
  sources,
}: Configuration): { name: SettingName; value: string; source: string }[] {
  return settingNames.map((name) => {
    const setting: Setting<unknown> = settings[name]
    const isDefault = sources[name] === 'default'
    const value =
      isDefault && setting.fallbackText !== undefined ? setting.fallbackText : setting.show(values[name])
    return { name, value: name === 'document' ? shownSource(value) : value, source: sources[name] }
  })
}
