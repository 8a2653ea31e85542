import { readFileSync } from 'node:fs'

import { Command, CommanderError } from 'commander'

import { generateCommand } from './commands/generate.ts'
import { migrateCommand } from './commands/migrate.ts'
import { openapiCommand } from './commands/openapi.ts'
import { reencryptCommand } from './commands/reencrypt.ts'
import { workerCommand } from './commands/worker.ts'
import { exitCodes, explain } from './failure.ts'
import { Terminal } from './terminal.ts'

/** One function a command, in the order of `--help`. Each makes its command with its options and examples. */
const commands = [workerCommand, migrateCommand, reencryptCommand, openapiCommand, generateCommand]

/** Runs one command line and resolves to the exit code, once all that was printed is out. */
export async function runProgram(args: readonly string[]): Promise<number> {
  // Known before the line is parsed, so that what is wrong with the line is told in the right form.
  const terminal = new Terminal({ json: args.includes('--json') })
  const code = await attempt(args, terminal)
  await terminal.flush()
  return code
}

async function attempt(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(args, { from: 'user' })
    return exitCodes.ok
  } catch (error) {
    // Help and version come this way too; Commander has printed all of it by now.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUse
    const { exitCode, ...failure } = explain(error)
    terminal.fail(failure)
    return exitCode
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command('hookwright')
    .description('Deliver the webhooks of a Hookwright app, migrate its store, and keep its document.')
    .version(ownVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText(
      'after',
      `
Examples:
  $ hookwright worker src/app.ts
  $ hookwright openapi src/app.ts --check openapi.json
  $ hookwright worker --help

Exit codes:
  0  done
  1  it failed
  2  wrong use: an unknown command or option, or one that makes no sense`,
    )
  for (const create of commands) program.addCommand(create(terminal))
  for (const command of [program, ...program.commands]) configure(command, terminal)
  return program
}

/** What every command has alike. Commander hands it down only to commands that their parent has made itself. */
function configure(command: Command, terminal: Terminal): void {
  const path = command.parent === null ? command.name() : `${command.parent.name()} ${command.name()}`
  command
    .exitOverride()
    .configureOutput({
      outputError: (text) =>
        terminal.fail({ code: 'wrong_use', message: text.replace(/^error: /, '').trim() }),
    })
    .configureHelp({ styleTitle: (title) => terminal.bold(title) })
  if (!terminal.json) command.showHelpAfterError(`See ${path} --help.`)
  if (command.parent !== null) command.helpOption('-h, --help', 'print this help')
}

function ownVersion(): string {
  const found: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const hasVersion = typeof found === 'object' && found !== null && 'version' in found
  return hasVersion ? String(found.version) : 'unknown'
}
