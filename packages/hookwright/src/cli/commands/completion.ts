import { Argument, Command } from 'commander'

import { complete, scripts, shells, type Shell } from '../completion.ts'
import { documentedCommand } from '../documented-command.ts'
import type { Terminal } from '../terminal.ts'

export function completionCommand(terminal: Terminal): Command {
  return documentedCommand('completion', 'Print a script that completes command lines in your shell', {
    about: 'At each Tab the script asks hookwright itself, which therefore must be on the path.',
    examples: [
      'source <(hookwright completion bash)    # or add that line to ~/.bashrc',
      'hookwright completion zsh > "${fpath[1]}/_hookwright"',
      'hookwright completion fish > ~/.config/fish/completions/hookwright.fish',
    ],
    exits: { 0: 'printed', 2: 'wrong use' },
  })
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .option('--json', 'print the script as JSON: {"shell","script"}')
    .action((shell: Shell) => {
      if (terminal.json) terminal.result('', { shell, script: scripts[shell] })
      else terminal.raw(scripts[shell])
    })
}

/** What those scripts ask. The words are those of the command line behind its program, the last one maybe begun. */
export function completeCommand(terminal: Terminal, program: Command): Command {
  return new Command('complete').argument('[words...]').action((words: string[]) => {
    const { candidates, files } = complete(program, words)
    for (const { text, about } of candidates) terminal.raw(`${text}\t${about}\n`)
    if (files) terminal.raw(':files\n')
  })
}
