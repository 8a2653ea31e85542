import type { Argument, Command, Option } from 'commander'

/** Something that may stand next on a command line. */
export interface Candidate {
  text: string
  /** What it is; empty where there is nothing to say. */
  about: string
}

/** What completes a word: candidates, or a file, which the shell knows better. */
export interface Completion {
  candidates: Candidate[]
  files: boolean
}

const nothing: Completion = { candidates: [], files: false }

/** What may stand in place of the last word, which may be empty. The words before it are the command line without its program. */
export function complete(program: Command, words: readonly string[]): Completion {
  const current = words.at(-1) ?? ''
  const { command, taken, pending } = walk(program, words.slice(0, -1))
  const found = pending ? valuesOf(pending) : nextWords(command, taken, current)
  return { ...found, candidates: found.candidates.filter(({ text }) => text.startsWith(current)) }
}

interface Reached {
  command: Command
  /** How many arguments it has by now. */
  taken: number
  /** The option that waits for its value. */
  pending: Option | undefined
}

function walk(program: Command, words: readonly string[]): Reached {
  let command = program
  let taken = 0
  let pending: Option | undefined
  for (const word of words) {
    if (pending) {
      pending = undefined
      continue
    }
    if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => word === long || word === short)
      pending = option?.required ? option : undefined
      continue
    }
    const inner = command.commands.find((each) => each.name() === word)
    if (inner) command = inner
    else taken++
  }
  return { command, taken, pending }
}

function nextWords(command: Command, taken: number, current: string): Completion {
  if (current.startsWith('-')) {
    const help: Candidate = { text: '--help', about: 'print this help' }
    const options = command.options.flatMap(({ long, hidden, description }): Candidate[] =>
      long === undefined || long === null || hidden ? [] : [{ text: long, about: description }],
    )
    return { candidates: [...options, help], files: false }
  }
  if (command.commands.length > 0) {
    return {
      candidates: command
        .createHelp()
        .visibleCommands(command)
        .map((each) => ({ text: each.name(), about: each.summary() })),
      files: false,
    }
  }
  const argument = command.registeredArguments[taken]
  return argument ? valuesOf(argument) : nothing
}

/** Values that are no file have their kind in their name: `<endpoint-id>`, `<url>`. */
function valuesOf(from: Option | Argument): Completion {
  const choices = from.argChoices?.map((text): Candidate => ({ text, about: '' })) ?? []
  const name = 'flags' in from ? from.flags : from.name()
  return { candidates: choices, files: /file|module/.test(name) }
}

export const shells = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof shells)[number]

/** Asks the command itself at each Tab, so that it never goes stale; where it says `:files` the shell completes files. */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for hookwright
_hookwright() {
  local IFS=$'\\n' line
  COMPREPLY=()
  # Without the word breaks at "=" and ":" that bash adds of its own.
  local words=(\${COMP_LINE:0:COMP_POINT})
  IFS=' ' read -r -a words <<< "\${COMP_LINE:0:COMP_POINT}"
  [[ "\${COMP_LINE:COMP_POINT-1:1}" == ' ' ]] && words+=('')
  while IFS= read -r line; do
    if [[ "$line" == ':files' ]]; then
      compopt -o default 2>/dev/null
    else
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _hookwright hookwright
`,
  zsh: `#compdef hookwright
_hookwright() {
  local line
  local -a found
  local files
  while IFS= read -r line; do
    if [[ "$line" == ':files' ]]; then
      files=1
    else
      found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#found} )) && _describe 'hookwright' found
  [[ -n "$files" ]] && _files
}
if [[ "$funcstack[1]" == '_hookwright' ]]; then
  _hookwright "$@"
else
  compdef _hookwright hookwright
fi
`,
  fish: `# fish completion for hookwright
function __hookwright_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] complete -- $words[2..-1] 2>/dev/null)
    if test "$line" = ':files'
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c hookwright -f -a '(__hookwright_complete)'
`,
}
