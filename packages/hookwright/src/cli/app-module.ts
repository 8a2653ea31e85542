import diagnostics from 'node:diagnostics_channel'
import { statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { App } from '../app.ts'
import { Place } from '../place.ts'
import { CommandError, isHookwrightError } from './failure.ts'

type Exports = Readonly<Record<string, unknown>>

/**
 * Imports a module (TypeScript too, whose types Node strips) and returns the app that it exports: as
 * `exportName` where that is given, else as `app` or default.
 *
 * @param modulePath Absolute, or from the working folder.
 * @throws CommandError for a module that cannot be imported, listens, or exports no such app; whatever else
 *   the module throws.
 */
export async function loadApp(modulePath: string, exportName: string | undefined): Promise<App> {
  const file = resolve(modulePath)
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new CommandError(
      'module_not_found',
      `There is no file ${file}. Give the path of the file that exports your app, such as src/app.ts.`,
    )
  }
  const exports = await importWithoutListening(file, modulePath)
  return findApp(exports, exportName, file, modulePath)
}

/** A module that serves the app would take the port, and never let a command end. */
async function importWithoutListening(file: string, modulePath: string): Promise<Exports> {
  const { promise: listened, reject } = Promise.withResolvers<never>()
  const onListen = () => reject(listenError(modulePath, new Place()))
  diagnostics.subscribe(listenChannel, onListen)
  try {
    return await Promise.race([importModule(file, modulePath), listened])
  } finally {
    diagnostics.unsubscribe(listenChannel, onListen)
  }
}

/** Published, synchronously, by each call of `server.listen`. */
const listenChannel = 'tracing:net.server.listen:asyncStart'

function listenError(modulePath: string, place: Place): CommandError {
  const at = place.toString()
  return new CommandError(
    'module_listens',
    `Importing ${modulePath} starts a server${at === '' ? '' : ` (${at})`}. Commands import the app without serving it, so ` +
      `split the file: app.ts declares and exports the app (\`export const app = new App(…)\`), and server.ts ` +
      `serves it (\`import { app } from './app.ts'\`, \`await serve(app)\`). Then give app.ts to this command.`,
  )
}

async function importModule(file: string, modulePath: string): Promise<Exports> {
  try {
    return await import(pathToFileURL(file).href)
  } catch (error) {
    const cure = cureFor(error)
    if (cure === undefined || isHookwrightError(error)) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError('module_not_importable', `${modulePath} cannot be imported: ${reason}\n${cure}`, {
      cause: error,
    })
  }
}

/** For what Node itself refuses. Whatever the module throws is shown as it is, with its stack. */
function cureFor(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  switch (error.code) {
    case 'ERR_MODULE_NOT_FOUND':
      return 'Install the package, or correct the path: Node wants the whole file name, as in \'./orders.ts\', and knows no "paths" of tsconfig.json.'
    case 'ERR_UNKNOWN_FILE_EXTENSION':
      return 'Give a .ts, .mts, .js or .mjs file; compile .tsx first.'
    case 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX':
      return "Node strips types but translates nothing (enums, parameter properties, namespaces): compile the app and give the .js file, or run with NODE_OPTIONS=--experimental-transform-types. TypeScript's erasableSyntaxOnly finds such places."
    case 'ERR_INVALID_TYPESCRIPT_SYNTAX':
      return 'Correct the syntax; `npx tsc --noEmit` shows all that is wrong.'
    default:
      return undefined
  }
}

function findApp(exports: Exports, exportName: string | undefined, file: string, modulePath: string): App {
  const names = exportName === undefined ? ['app', 'default'] : [exportName]
  for (const name of names) {
    const found = exports[name]
    if (found instanceof App) return found
    if (looksLikeApp(found)) throw otherCopy(file, modulePath)
  }
  throw new CommandError('no_app', whyNoApp(exports, names, modulePath))
}

function whyNoApp(exports: Exports, names: readonly string[], modulePath: string): string {
  const wrong = names.find((name) => name in exports)
  const what =
    wrong === undefined
      ? `${modulePath} has no export ${names.map((name) => `"${name}"`).join(' or ')}.`
      : `The export "${wrong}" of ${modulePath} is ${kindOf(exports[wrong])}, not an App.`
  const app = Object.keys(exports).find((name) => exports[name] instanceof App)
  if (app !== undefined) return `${what} It exports an App as "${app}": add --export ${app}.`
  const others = Object.keys(exports).filter((name) => name !== wrong)
  const has = others.length === 0 ? '' : ` It exports ${others.map((name) => `"${name}"`).join(', ')}.`
  return `${what}${has} Export the app: \`export const app = new App({ … })\`, with App from 'hookwright'.`
}

function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function'
  if (typeof value !== 'object' || value === null) return String(value)
  const { constructor } = value
  return typeof constructor === 'function' && constructor.name !== 'Object'
    ? `a ${constructor.name}`
    : 'an object'
}

function looksLikeApp(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'webhooks' in value &&
    'openapi' in value &&
    typeof value.openapi === 'function' &&
    'fetch' in value &&
    typeof value.fetch === 'function'
  )
}

function otherCopy(file: string, modulePath: string): CommandError {
  const mine = fileURLToPath(new URL('../..', import.meta.url))
  return new CommandError(
    'other_copy',
    `${modulePath} makes its App with another copy of Hookwright (${copyOf(file)}) than this command belongs to ` +
      `(${mine}). Run the app's own: \`npx hookwright …\` in its folder. \`npm ls hookwright\` shows every copy.`,
  )
}

function copyOf(file: string): string {
  try {
    return createRequire(file).resolve('hookwright')
  } catch {
    return 'which one cannot be told'
  }
}
