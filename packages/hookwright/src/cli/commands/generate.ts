import { readFile, writeFile } from 'node:fs/promises'

import { InvalidArgumentError, Option, type Command } from 'commander'

import { generate } from '../../codegen/generate.ts'
import type { Model, Source } from '../../codegen/model.ts'
import { describeRecognition, describeSigning, reportEvents } from '../../codegen/report.ts'
import { parseSource } from '../../codegen/source.ts'
import { writers, type Language, type Validation } from '../../codegen/writers.ts'
import type { ForeignDocument } from '../../documents/document.ts'
import { parseObject } from '../../documents/parse.ts'
import { documentedCommand } from '../documented-command.ts'
import { CommandError } from '../failure.ts'
import { lineDifference } from '../line-difference.ts'
import { readSource } from '../openapi-source.ts'
import type { Terminal } from '../terminal.ts'

interface GenerateOptions {
  lang: Language
  out?: string
  check?: string
  eventFrom?: Source
  map?: string
  validate: Validation
  name?: string
}

export function generateCommand(terminal: Terminal): Command {
  return documentedCommand('generate', "Write a typed receiver of any OpenAPI document's webhooks", {
    about:
      'Reads OpenAPI 3.1 and 3.2 with `webhooks` and 3.0 with `x-webhooks`, in JSON or YAML. Writes one file: a type ' +
      'for each body, a map of event types, and a receiver: in TypeScript on @hookwright/receiver, in Python on FastAPI ' +
      'and pydantic, in Go on the standard library. Says how events are told apart, and how sure that is.',
    examples: [
      'hookwright generate openapi.json --out src/webhooks.ts',
      'hookwright generate https://api.example.com/openapi.yaml --out src/webhooks.ts',
      'hookwright generate openapi.json --check src/webhooks.ts',
      'hookwright generate openapi.json --lang python --out webhooks.py',
      'hookwright generate github.json --event-from header:x-github-event --validate off > github.ts',
    ],
    exits: {
      0: 'printed, written or up to date',
      1: 'out of date, or the document or a file cannot be used',
      2: 'wrong use',
    },
  })
    .argument('<openapi>', 'the document: a file, a URL, or - for standard input')
    .option('--out <file>', 'write to this file instead of standard output')
    .addOption(
      new Option('--check <file>', 'fail when this file is not what would be written').conflicts('out'),
    )
    .addOption(
      new Option('--lang <language>', 'the language to write')
        .choices(Object.keys(writers))
        .default('typescript'),
    )
    .addOption(
      new Option(
        '--event-from <place>',
        'where requests tell the event type, if found wrongly: body:/type, body:/items/*/code, header:x-event',
      ).argParser(eventSource),
    )
    .option('--map <file>', 'JSON or YAML: what requests tell, by the name of the webhook in the document')
    .addOption(
      new Option('--validate <how>', 'hold bodies to their schemas when they arrive')
        .choices(['off', 'warn', 'strict'])
        .default('warn'),
    )
    .option(
      '--name <sender>',
      'whose webhooks they are, if the title does not say: Polar makes createPolarReceiver, or package polar in Go',
    )
    .option('--json', 'print a report as one line of JSON, and failures as JSON on stderr')
    .action((source: string, options: GenerateOptions) => runGenerate(terminal, source, options))
}

function eventSource(text: string): Source {
  const source = parseSource(text)
  if (source) return source
  throw new InvalidArgumentError(
    'Give a place in the body, such as body:/type, or a header, such as header:x-event.',
  )
}

async function runGenerate(terminal: Terminal, source: string, options: GenerateOptions): Promise<void> {
  terminal.keepStdoutForResults()
  const { lang, validate, name, eventFrom, map, out, check } = options
  const document = await terminal.progress(`Reading ${source}`, readSource(source))
  const { text, model } = generate(document, {
    language: lang,
    validation: validate,
    sender: name,
    eventFrom,
    eventTypes: map === undefined ? undefined : await readMap(map),
  })
  for (const warning of document.warnings) terminal.note(`warning: ${warning}`)
  terminal.note(`${counted(model)}. How a receiver tells them apart:\n${describeRecognition(model)}`)
  const signing = describeSigning(model)
  if (signing !== undefined) terminal.note(signing)
  const report = reportOf(document, model)
  if (check !== undefined) {
    await checkFile(check, text, source)
    terminal.result(`${check} is up to date.`, { ...report, file: check, upToDate: true })
  } else if (out !== undefined) {
    await write(out, text)
    terminal.result(`Wrote ${out}.`, { ...report, file: out, written: true })
  } else if (terminal.json) {
    terminal.result(text, { ...report, text })
  } else {
    terminal.raw(text)
  }
}

function counted({ title, version, events }: Model): string {
  return `${[title, version].join(' ').trim()}: ${events.length} ${events.length === 1 ? 'event' : 'events'}`
}

function reportOf({ warnings }: ForeignDocument, model: Model): object {
  const { title, version, types, signing } = model
  return { title, version, events: reportEvents(model), types: types.length, signing, warnings }
}

async function readMap(file: string): Promise<Map<string, string>> {
  let text
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandError('document_unreadable', `${file} cannot be read: ${String(error)}`, {
      cause: error,
    })
  }
  return new Map(
    Object.entries(parseObject(text, file)).map(([name, value]) => {
      if (typeof value === 'string') return [name, value]
      throw new CommandError(
        'document_unreadable',
        `${file} gives no text for ${JSON.stringify(name)}. Give what requests tell by webhook: { "order_paid": "order.paid" }.`,
      )
    }),
  )
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError('document_not_written', `${file} cannot be written: ${reason}.`, { cause: error })
  }
}

/** Enough to see what happened; the rest is for a diff of the written file. */
const mostShown = 40

async function checkFile(file: string, text: string, source: string): Promise<void> {
  const cure = `hookwright generate ${source} --out ${file}, with the options that it was made with`
  let committed
  try {
    committed = await readFile(file, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CommandError(
      'document_unreadable',
      `${file} cannot be checked: ${reason}. Write it anew: ${cure}.`,
      {
        cause: error,
      },
    )
  }
  // Git may have checked it out with other line ends.
  const difference = lineDifference(committed.replaceAll('\r\n', '\n'), text, mostShown)
  if (difference === '') return
  throw new CommandError(
    'document_out_of_date',
    `${file} is out of date:\n${difference}\nBring it up to date: ${cure}.`,
  )
}
