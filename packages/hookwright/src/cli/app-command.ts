import { Command } from 'commander'

import type { App } from '../app.ts'
import { loadApp } from './app-module.ts'
import type { Terminal } from './terminal.ts'

/** The options of every command that works on an app. */
export interface AppCommandOptions {
  /** The name of the export that is the app. */
  export?: string
}

/** A command whose first argument is the module that exports the app; examples are shown below its help. */
export function appCommand(
  name: string,
  summary: string,
  help: { about: string; examples: string[]; isModuleOptional?: boolean },
): Command {
  return new Command(name)
    .summary(summary)
    .description(`${summary}.\n\n${help.about}`)
    .argument(
      help.isModuleOptional ? '[app-module]' : '<app-module>',
      'the file that exports the app as `app` or default: app.ts, app.js, app.mjs',
    )
    .option('--export <name>', 'the export that is the app, where it has another name')
    .option('--json', 'print JSON, one object a line, and failures as JSON on stderr')
    .addHelpText('after', `\nExamples:\n${help.examples.map((example) => `  $ ${example}`).join('\n')}`)
}

/** The app that such a command was given. */
export function openApp(terminal: Terminal, modulePath: string, options: AppCommandOptions): Promise<App> {
  return terminal.progress(`Importing ${modulePath}`, loadApp(modulePath, options.export))
}
