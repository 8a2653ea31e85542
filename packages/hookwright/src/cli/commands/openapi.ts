import { readFile, writeFile } from 'node:fs/promises'

import { Option, type Command } from 'commander'
import { parse as parseYaml, YAMLParseError } from 'yaml'

import type { OpenApiDocument } from '../../openapi/document.ts'
import { toYaml } from '../../openapi/yaml.ts'
import { appCommand, openApp, type AppCommandOptions } from '../app-command.ts'
import { findDifferences, type Difference } from '../difference.ts'
import { CommandError } from '../failure.ts'
import type { Terminal } from '../terminal.ts'

interface OpenapiOptions extends AppCommandOptions {
  out?: string
  check?: string
  format?: Format
}

type Format = 'json' | 'yaml'

export function openapiCommand(terminal: Terminal): Command {
  return appCommand('openapi', "Print an app's OpenAPI document, write it, or check a committed one", {
    about:
      'The app needs no store for this and none is opened. Files that end in .yaml or .yml hold YAML, others JSON. --check compares what the documents say, whatever their ' +
      'formatting and the order of keys, and exits with 1 when they differ.',
    examples: [
      'hookwright openapi src/app.ts > openapi.json',
      'hookwright openapi src/app.ts --out openapi.json',
      'hookwright openapi src/app.ts --format yaml',
      'hookwright openapi src/app.ts --check openapi.yaml',
    ],
    exits: {
      0: 'printed, written or up to date',
      1: 'out of date, or the app or the file cannot be used',
      2: 'wrong use',
    },
  })
    .option('--out <file>', 'write the document to this file instead')
    .addOption(
      new Option('--check <file>', 'fail when this file says something else than the app').conflicts('out'),
    )
    .addOption(
      new Option('--format <format>', 'what to print, write or check, whatever the file is called').choices([
        'json',
        'yaml',
      ]),
    )
    .action((modulePath: string, options: OpenapiOptions) => runOpenapi(terminal, modulePath, options))
}

async function runOpenapi(terminal: Terminal, modulePath: string, options: OpenapiOptions): Promise<void> {
  terminal.keepStdoutForResults()
  const app = await openApp(terminal, modulePath, options)
  const document = app.openapi()
  const { out, check } = options
  const format = options.format ?? formatOf(out ?? check ?? '')
  if (check !== undefined) {
    await checkFile(check, format, document, `hookwright openapi ${modulePath} --out ${check}`)
    terminal.result(`${check} is up to date.`, { file: check, upToDate: true })
  } else if (out === undefined) {
    terminal.raw(printed(document, format))
  } else {
    await write(out, printed(document, format))
    terminal.result(`Wrote ${out}.`, { file: out, written: true })
  }
}

function formatOf(file: string): Format {
  return /\.ya?ml$/i.test(file) ? 'yaml' : 'json'
}

function printed(document: OpenApiDocument, format: Format): string {
  return format === 'yaml' ? toYaml(document) : `${JSON.stringify(document, null, 2)}\n`
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    throw new CommandError('document_not_written', `${file} cannot be written: ${reasonOf(error)}.`, {
      cause: error,
    })
  }
}

async function checkFile(
  file: string,
  format: Format,
  document: OpenApiDocument,
  cure: string,
): Promise<void> {
  const committed = await read(file, format, cure)
  // As it is written, so that what JSON leaves out is left out on both sides.
  const current: unknown = JSON.parse(printed(document, 'json'))
  const differences = findDifferences(committed, current)
  if (differences.length === 0) return
  throw new CommandError(
    'document_out_of_date',
    `${file} is out of date:\n${summary(differences)}\nBring it up to date: ${cure}`,
  )
}

async function read(file: string, format: Format, cure: string): Promise<unknown> {
  try {
    const text = await readFile(file, 'utf8')
    return format === 'yaml' ? parseYaml(text) : JSON.parse(text)
  } catch (error) {
    throw new CommandError(
      'document_unreadable',
      `${file} cannot be checked: ${reasonOf(error)}. Write it anew: ${cure}`,
      { cause: error },
    )
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return `it is not JSON (${error.message})`
  if (error instanceof YAMLParseError) return `it is not YAML (${error.message.trim()})`
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'ENOENT') return 'there is no such file or folder'
    if (error.code === 'EISDIR') return 'it is a folder'
  }
  return error instanceof Error ? error.message : String(error)
}

/** Enough to see what happened; the rest is for a diff of the written file. */
const mostShown = 20

function summary(differences: readonly Difference[]): string {
  const lines = differences.slice(0, mostShown).map(({ kind, path, detail }) => `  ${kind} ${path}${detail}`)
  const hidden = differences.length - lines.length
  if (hidden > 0) lines.push(`  and ${hidden} more`)
  return lines.join('\n')
}
