import { readFileSync } from 'node:fs'

import { Command, CommanderError } from 'commander'

import { completeCommand } from './commands/completion.ts'
import { exitCodes, explain } from './failure.ts'
import { Terminal } from './terminal.ts'

/** Makes a command with its options and examples. */
type CommandMaker = (terminal: Terminal) => Command

/** In the order of `--help`. Each is loaded only for a command line that needs it: all of them take a third of a second. */
const commands: Readonly<Record<string, () => Promise<CommandMaker>>> = {
  worker: async () => (await import('./commands/worker.ts')).workerCommand,
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand,
  reencrypt: async () => (await import('./commands/reencrypt.ts')).reencryptCommand,
  openapi: async () => (await import('./commands/openapi.ts')).openapiCommand,
  generate: async () => (await import('./commands/generate.ts')).generateCommand,
  listen: async () => (await import('./commands/listen.ts')).listenCommand,
  trigger: async () => (await import('./commands/trigger.ts')).triggerCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  endpoints: async () => (await import('./commands/endpoints.ts')).endpointsCommand,
  messages: async () => (await import('./commands/messages.ts')).messagesCommand,
  deliveries: async () => (await import('./commands/deliveries.ts')).deliveriesCommand,
  replay: async () => (await import('./commands/replay.ts')).replayCommand,
  completion: async () => (await import('./commands/completion.ts')).completionCommand,
}

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
    const program = await createProgram(terminal, neededFor(args))
    await program.parseAsync(args, { from: 'user' })
    return terminal.exitCode
  } catch (error) {
    // Help and version come this way too; Commander has printed all of it by now.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUse
    const { exitCode, ...failure } = explain(error)
    terminal.fail(failure)
    return exitCode
  }
}

/** Help, completion and mistakes are about all of them. */
function neededFor([first = '']: readonly string[]): readonly string[] {
  if (Object.hasOwn(commands, first)) return [first]
  return first === '--version' || first === '-v' ? [] : Object.keys(commands)
}

/** The tree of these commands, for running it, completing it and documenting it. Default: of all. */
export async function createProgram(
  terminal: Terminal,
  names: readonly string[] = Object.keys(commands),
): Promise<Command> {
  const makers = await Promise.all(names.map(async (name) => commands[name]?.()))
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
  $ hookwright openapi src/app.ts --check openapi.json
  $ hookwright worker --help

Exit codes:
  0  done
  1  it failed
  2  wrong use: an unknown command or option, or one that makes no sense`,
    )
  for (const make of makers) if (make) program.addCommand(make(terminal))
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
