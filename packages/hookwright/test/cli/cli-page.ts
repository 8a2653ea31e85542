import type { Argument, Command, Option } from 'commander'

import { createProgram, pathOf } from '../../src/cli/program.ts'
import { Terminal } from '../../src/cli/terminal.ts'

/** Said once for all commands that have them. */
const serverOptions = ['--url', '--token', '--tenant', '--api']

/**
 * docs/cli.md as it should be, given as it is: what stands there between markers is made from the commands, and what stands
 * outside is written by hand and stays.
 */
export async function cliPage(current: string): Promise<string> {
  const program = await createProgram(new Terminal({ json: false }))
  return documentedCommands(program).reduce((text, command) => {
    const path = pathOf(command)
    const made = `<!-- made: ${path} -->\n\n${sectionOf(command)}\n\n<!-- /made -->`
    const old = new RegExp(`<!-- made: ${path} -->[^]*?<!-- /made -->`)
    if (old.test(text)) return text.replace(old, () => made)
    return `${text.trimEnd()}\n\n${'#'.repeat(depthOf(command) + 1)} \`${path}\`\n\n${made}\n`
  }, current)
}

/** In the order of the help, each group before its members. */
function documentedCommands(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .flatMap((each) => [each, ...documentedCommands(each)])
}

function depthOf(command: Command): number {
  return command.parent === null ? 0 : depthOf(command.parent) + 1
}

function sectionOf(command: Command): string {
  const usage = `\`\`\`text\n${pathOf(command)} ${command.usage()}\n\`\`\``
  const { examples, exits } = belowHelp(command)
  const parts = [
    escaped(command.description()),
    usage,
    argumentsOf(command.registeredArguments),
    optionsOf(command.options),
    examples.length === 0 ? '' : `Examples:\n\n\`\`\`sh\n${examples.join('\n')}\n\`\`\``,
    tableOf([['Exit code', ''], ...exits.map(([code, meaning]) => [code, escaped(meaning)])]),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function argumentsOf(all: readonly Argument[]): string {
  const rows = all.map((each) => [`\`${each.name()}\``, `${escaped(each.description)}${choicesOf(each)}`])
  return tableOf([['Argument', ''], ...rows])
}

function optionsOf(all: readonly Option[]): string {
  const hasServer = serverOptions.every((name) => all.some(({ long }) => long === name))
  const shown = all.filter(
    ({ long, hidden }) => !hidden && !(hasServer && serverOptions.includes(long ?? '')),
  )
  const rows = shown.map((option) => {
    const environment = option.envVar === undefined ? '' : ` (\`${option.envVar}\`)`
    return [
      `\`${option.flags}\``,
      defaultOf(option),
      `${escaped(option.description)}${choicesOf(option)}${environment}`,
    ]
  })
  const table = tableOf([['Option', 'Default', ''], ...rows])
  return hasServer ? `${table}\n\nAnd [where the server is](#a-running-server).` : table
}

/** As oxfmt writes it, so that the page needs no formatting. Empty where there is nothing below the head. */
function tableOf(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows
  if (head === undefined || body.length === 0) return ''
  const widths = head.map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}

function choicesOf({ argChoices }: Argument | Option): string {
  return argChoices === undefined ? '' : `: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}`
}

function defaultOf({ defaultValue, defaultValueDescription, mandatory, negate }: Option): string {
  if (mandatory) return 'required'
  if (negate || defaultValue === undefined) return ''
  return `\`${defaultValueDescription ?? String(defaultValue)}\``
}

/** What is below a command's help: it can be had only by printing that. */
function belowHelp(command: Command): { examples: string[]; exits: [code: string, meaning: string][] } {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) })
  command.outputHelp()
  return {
    examples: [...help.matchAll(/^ {2}\$ (.+)$/gm)].map(([, example = '']) => example),
    exits: [...(help.split('Exit codes:\n')[1] ?? '').matchAll(/^ {2}(\d[\d, ]*?) {2,}(.+)$/gm)].map(
      ([, code = '', meaning = '']) => [code, meaning],
    ),
  }
}

/** For the cells of tables and for text: Markdown would take placeholders for HTML. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/<(\w[\w-]*)>/g, '`<$1>`')
}
