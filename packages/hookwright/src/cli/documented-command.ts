import { Command } from 'commander'

/** A command whose examples and exit codes are shown below its help. */
export function documentedCommand(
  name: string,
  summary: string,
  help: { about?: string; examples: readonly string[]; exits?: Readonly<Record<string, string>> },
): Command {
  const { about, examples, exits = { 0: 'done', 1: 'it failed', 2: 'wrong use' } } = help
  return new Command(name)
    .summary(summary)
    .description(about === undefined ? `${summary}.` : `${summary}.\n\n${about}`)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`)
    .addHelpText(
      'after',
      `\nExit codes:\n${Object.entries(exits)
        .map(([code, meaning]) => `  ${code}  ${meaning}`)
        .join('\n')}`,
    )
}
