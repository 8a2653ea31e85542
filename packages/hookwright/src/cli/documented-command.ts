import { Command } from 'commander'

/** What help and docs/cli.md say of a command beside its arguments and options. */
export interface Documentation {
  /** Paragraphs, an empty line between them. */
  about?: string
  examples: readonly string[]
  /** What each exit code means. */
  exits?: Readonly<Record<string, string>>
}

/** A command with examples and exit codes below its help. */
export function documentedCommand(
  name: string,
  summary: string,
  { about, examples, exits = { 0: 'done', 1: 'it failed', 2: 'wrong use' } }: Documentation,
): Command {
  return new Command(name)
    .summary(summary)
    .description(about === undefined ? `${summary}.` : `${summary}.\n\n${about}`)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ ${example}`).join('\n')}`)
    .addHelpText('after', `\nExit codes:\n${linesOf(exits)}`)
}

function linesOf(exits: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(exits).map((code) => code.length))
  return Object.entries(exits)
    .map(([code, meaning]) => `  ${code.padEnd(width)}  ${meaning}`)
    .join('\n')
}
