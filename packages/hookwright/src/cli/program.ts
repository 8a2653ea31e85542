import { readFileSync } from 'node:fs'

import { Command, CommanderError } from 'commander'

import { completeCommand, completionCommand } from './commands/completion.ts'
import { deliveriesCommand } from './commands/deliveries.ts'
import { diffCommand } from './commands/diff.ts'
import { endpointsCommand } from './commands/endpoints.ts'
import { generateCommand } from './commands/generate.ts'
import { listenCommand } from './commands/listen.ts'
import { messagesCommand } from './commands/messages.ts'
import { migrateCommand } from './commands/migrate.ts'
import { openapiCommand } from './commands/openapi.ts'
import { reencryptCommand } from './commands/reencrypt.ts'
import { replayCommand } from './commands/replay.ts'
import { serveCommand } from './commands/serve.ts'
import { triggerCommand } from './commands/trigger.ts'
import { verifyCommand } from './commands/verify.ts'
import { workerCommand } from './commands/worker.ts'
import { exitCodes, explain } from './failure.ts'
import { Terminal } from './terminal.ts'

/** One function a command, in the order of `--help`. Each makes its command with its options and examples. */
const commands = [
  serveCommand,
  workerCommand,
  migrateCommand,
  reencryptCommand,
  openapiCommand,
  generateCommand,
  diffCommand,
  listenCommand,
  triggerCommand,
  verifyCommand,
  endpointsCommand,
  messagesCommand,
  deliveriesCommand,
  replayCommand,
  completionCommand,
]

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
    return terminal.exitCode
  } catch (error) {
    // Help and version come this way too; Commander has printed all of it by now.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUse
    const { exitCode, ...failure } = explain(error)
    terminal.fail(failure)
    return exitCode
  }
}

/** The whole tree of commands, for running it, completing it and documenting it. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('hookwright')
    .description('Develop with the webhooks of a Hookwright app, deliver them, and see what became of them.')
    .version(ownVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText(
      'after',
      `
Examples:
  $ hookwright listen --forward-to http://localhost:3000/hooks
  $ hookwright trigger order.created --set total=5
  $ hookwright worker src/app.ts
  $ hookwright serve openapi.json
  $ hookwright openapi src/app.ts --check openapi.json
  $ hookwright worker --help

Exit codes:
  0  done
  1  it failed
  2  wrong use: an unknown command or option, or one that makes no sense`,
    )
  for (const create of commands) program.addCommand(create(terminal))
  program.addCommand(completeCommand(terminal, program), { hidden: true })
  configure(program, terminal)
  return program
}

/** What every command has alike. Commander hands it down only to commands that their parent has made itself. */
function configure(command: Command, terminal: Terminal): void {
  for (const inner of command.commands) configure(inner, terminal)
  command.helpCommand(false)
  command
    .exitOverride()
    .configureOutput({
      outputError: (text) =>
        terminal.fail({ code: 'wrong_use', message: text.replace(/^error: /, '').trim() }),
    })
    .configureHelp({ styleTitle: (title) => terminal.bold(title) })
  if (!terminal.json) command.showHelpAfterError(`See ${pathOf(command)} --help.`)
  if (command.parent !== null) command.helpOption('-h, --help', 'print this help')
}

/** `hookwright endpoints list` */
export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}

function ownVersion(): string {
  const found: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const hasVersion = typeof found === 'object' && found !== null && 'version' in found
  return hasVersion ? String(found.version) : 'unknown'
}
